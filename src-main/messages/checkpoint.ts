// What keeps a checkpoint from making pictures.
import { choice, entry, named } from './entry.ts'
import { oneOf } from './format.ts'

/** Relatives of our families, as they follow "This is". */
const variants = {
  inpainting:
    'an inpainting checkpoint: its UNet takes a mask and a masked picture besides the latent (9 channels)',
  'instruct-pix2pix':
    'an InstructPix2Pix checkpoint: its UNet takes a picture to edit besides the latent (8 channels)',
  depth: 'a depth checkpoint: its UNet takes a depth map besides the latent (5 channels)',
  upscaler: 'an upscaler: its UNet takes a small picture besides the latent (7 channels)',
  refiner: 'the SDXL refiner, which finishes pictures of another model',
  unclip: 'an unCLIP checkpoint, which makes variations of a picture',
  edm: 'an EDM checkpoint (Playground 2.5, CosXL): its noise levels and latents differ from SDXL’s',
  guided: 'an LCM checkpoint whose UNet is told the guidance as an embedding',
  unknown: 'a variant of an unknown kind: its UNet does not take the usual 4 channels',
}
export type RefusedVariant = keyof typeof variants
const variantsJa: Readonly<Record<RefusedVariant, string>> = {
  inpainting:
    'インペイント用のチェックポイントです。UNet は潜在画像のほかにマスクとマスク済みの画像を受け取ります（9 チャンネル）',
  'instruct-pix2pix':
    'InstructPix2Pix のチェックポイントです。UNet は潜在画像のほかに編集する画像を受け取ります（8 チャンネル）',
  depth: '深度用のチェックポイントです。UNet は潜在画像のほかに深度マップを受け取ります（5 チャンネル）',
  upscaler: '拡大用のモデルです。UNet は潜在画像のほかに小さな画像を受け取ります（7 チャンネル）',
  refiner: 'SDXL の Refiner で、ほかのモデルの画像を仕上げるものです',
  unclip: 'unCLIP のチェックポイントで、画像のバリエーションを作るものです',
  edm: 'EDM のチェックポイント（Playground 2.5、CosXL）で、ノイズの水準と潜在画像が SDXL と異なります',
  guided: 'ガイダンスを埋め込みとして受け取る LCM のチェックポイントです',
  unknown: '種類の分からない変種です。UNet が通常の 4 チャンネルを受け取りません',
}

const useBase = 'the base checkpoint that it was made from'
const useBaseJa = '元になったチェックポイント'
/** What to choose instead; any checkpoint of ours where it is not said. */
const instead: Partial<Record<RefusedVariant, string>> = {
  inpainting: useBase,
  'instruct-pix2pix': useBase,
  depth: useBase,
  upscaler: useBase,
  refiner: 'an SDXL base checkpoint',
  unclip: 'an SD 2.x checkpoint without unCLIP',
  edm: 'an SDXL checkpoint',
  guided: 'the base checkpoint that it was made from, with an LCM adapter',
}
const insteadJa: typeof instead = {
  inpainting: useBaseJa,
  'instruct-pix2pix': useBaseJa,
  depth: useBaseJa,
  upscaler: useBaseJa,
  refiner: 'SDXL のベースのチェックポイント',
  unclip: 'unCLIP ではない SD 2.x のチェックポイント',
  edm: 'SDXL のチェックポイント',
  guided: '元になったチェックポイントと LCM のアダプター',
}

export const checkpoint = {
  'checkpoint/unsupported-variant': entry({
    facts: { variant: choice<RefusedVariant>('unknown'), families: ['SD 1.5', 'SDXL'] },
    en: ({ variant, families }) => ({
      message: `This is ${named(variants, variant)}. Lamina cannot make pictures with it.`,
      hint: `Choose ${instead[variant] ?? `a checkpoint of ${oneOf(families, 'en')}`}.`,
    }),
    ja: ({ variant, families }) => ({
      message: `これは${named(variantsJa, variant)}。Lamina では画像を作れません。`,
      hint: `${insteadJa[variant] ?? `${oneOf(families, 'ja')} のチェックポイント`}を選んでください。`,
    }),
  }),
  'checkpoint/damaged-settings': entry({
    facts: { file: 'unet/config.json' },
    en: ({ file }) => ({
      message: `The settings in its "${file}" cannot be read.`,
      hint: 'Download this file again.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の設定を読み取れません。`,
      hint: 'このファイルをもう一度ダウンロードしてください。',
    }),
  }),
  'checkpoint/unsupported-setting': entry({
    facts: { file: 'unet/config.json', setting: 'norm_eps', value: '1e-06' },
    en: ({ file, setting, value }) => ({
      message: `Its "${file}" sets ${setting} to ${value}, which Lamina does not support.`,
      hint: 'Choose another checkpoint.',
    }),
    ja: ({ file, setting, value }) => ({
      message: `「${file}」の ${setting} が ${value} ですが、対応していません。`,
      hint: '別のチェックポイントを選んでください。',
    }),
  }),
}
