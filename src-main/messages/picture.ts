// Pictures: those that were made, and those to learn from.
import { entry } from './entry.ts'

export const picture = {
  'picture/unreadable': entry({
    facts: { name: 'cat.png' },
    en: ({ name }) => ({
      message: `"${name}" is damaged or is not an image.`,
      hint: 'Open it in another program and save it again, or leave it out.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」は壊れているか、画像ではありません。`,
      hint: 'ほかのプログラムで開いて保存し直すか、除外してください。',
    }),
  }),
  'picture/too-large': entry({
    facts: { name: 'poster.png', width: 16_000, height: 16_000, megapixels: 100 },
    en: ({ name, width, height, megapixels }) => ({
      message: `"${name}" is too large: ${width} × ${height} pixels.`,
      hint: `Make it smaller: Lamina reads pictures of up to ${megapixels} megapixels, and of half that with 16 bits a channel.`,
    }),
    ja: ({ name, width, height, megapixels }) => ({
      message: `「${name}」は大きすぎます: ${width} × ${height} ピクセル。`,
      hint: `縮小してください。読み込めるのは ${megapixels} メガピクセルまで、1 チャンネル 16 ビットならその半分までです。`,
    }),
  }),
  'picture/not-found': entry({
    en: { message: 'This picture is not there any more.' },
    ja: { message: 'この画像はもうありません。' },
  }),
  'picture/uneven-size': entry({
    facts: { width: 516, height: 512, factor: 8 },
    en: ({ width, height, factor }) => ({
      message: `This model cannot make a picture of ${width} × ${height} pixels.`,
      hint: `Choose a width and a height that are divisible by ${factor}.`,
    }),
    ja: ({ width, height, factor }) => ({
      message: `このモデルは ${width} × ${height} ピクセルの画像を作れません。`,
      hint: `幅と高さを ${factor} の倍数にしてください。`,
    }),
  }),
  'picture/changed': entry({
    facts: { name: 'cat.png' },
    en: ({ name }) => ({
      message: `"${name}" was changed during the run.`,
      hint: 'Put the old file back, or begin a new run with the new one.',
    }),
    ja: ({ name }) => ({
      message: `学習中に「${name}」が変更されました。`,
      hint: '元のファイルに戻すか、新しいファイルで学習を始めてください。',
    }),
  }),
  'png/not-a-png': entry({
    en: { message: 'This is not a PNG image.' },
    ja: { message: 'PNG 画像ではありません。' },
  }),
}
