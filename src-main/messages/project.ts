// Training projects: what keeps one from starting, and what is asked of a run that is not as it would have to be.
import { entry } from './entry.ts'

export const project = {
  'training/not-found': entry({
    en: { message: 'This training is not there any more.' },
    ja: { message: 'この学習はもうありません。' },
  }),
  'training/no-base': entry({
    en: { message: 'No base model is chosen.', hint: 'Choose the model that the adapter is for.' },
    ja: {
      message: 'ベースモデルが選ばれていません。',
      hint: 'アダプターを使うモデルを選んでください。',
    },
  }),
  'training/no-folder': entry({
    en: {
      message: 'There are no pictures to learn from yet.',
      hint: 'Drop a folder with pictures, or choose one.',
    },
    ja: {
      message: '学習する画像がまだありません。',
      hint: '画像のフォルダーをドロップするか、選んでください。',
    },
  }),
  'training/relative-path': entry({
    facts: { path: 'masks' },
    en: ({ path }) => ({
      message: `"${path}" is a relative path.`,
      hint: 'Give the whole path, from the root or the drive.',
    }),
    ja: ({ path }) => ({
      message: `「${path}」は相対パスです。`,
      hint: 'ルートまたはドライブからの完全なパスを入れてください。',
    }),
  }),
  'training/not-started': entry({
    en: { message: 'This training has not been started.', hint: 'Press Start training first.' },
    ja: { message: 'この学習はまだ開始されていません。', hint: '先に「学習を開始」を押してください。' },
  }),
  'training/already-running': entry({
    en: { message: 'This training is already running.', hint: 'Pause it first.' },
    ja: { message: 'この学習はすでに実行中です。', hint: '先に一時停止してください。' },
  }),
  'training/over': entry({
    en: { message: 'This training is over.', hint: 'Start it again.' },
    ja: { message: 'この学習は終わっています。', hint: 'もう一度開始してください。' },
  }),
  'training/nothing-to-keep': entry({
    en: { message: 'Nothing has been learned yet.', hint: 'Let it train for a while first.' },
    ja: { message: 'まだ何も学習していません。', hint: 'しばらく学習させてください。' },
  }),
  'training/no-such-step': entry({
    facts: { step: 150 },
    en: ({ step }) => ({
      message: `Nothing was saved at step ${step}.`,
      hint: 'Choose a step that was saved.',
    }),
    ja: ({ step }) => ({
      message: `ステップ ${step} では何も保存されていません。`,
      hint: '保存したステップを選んでください。',
    }),
  }),
  'training/file-gone': entry({
    facts: { name: 'ink-step00000050.safetensors' },
    en: ({ name }) => ({ message: `"${name}" was not found.`, hint: 'Put it back, or choose another step.' }),
    ja: ({ name }) => ({
      message: `「${name}」が見つかりません。`,
      hint: 'ファイルを元に戻すか、別のステップを選んでください。',
    }),
  }),
  'training/no-library': entry({
    facts: { name: 'adapters' },
    en: ({ name }) => ({
      message: `There is no model folder for ${name}.`,
      hint: 'Add a model folder in Settings.',
    }),
    ja: ({ name }) => ({
      message: `${name} を置くモデルのフォルダーがありません。`,
      hint: '「設定」でモデルのフォルダーを追加してください。',
    }),
  }),
  'training/not-found-in-library': entry({
    facts: { name: 'ink step 50.safetensors' },
    en: ({ name }) => ({
      message: `"${name}" was copied into the library, but does not appear there.`,
      hint: 'Look again in Settings, or copy it anew.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」をライブラリーにコピーしましたが、一覧に現れません。`,
      hint: '「設定」で探し直すか、もう一度コピーしてください。',
    }),
  }),
  'training/too-large': entry({
    facts: { name: 'poster.png', pictureMegabytes: 64, captionMegabytes: 1 },
    en: ({ name, pictureMegabytes, captionMegabytes }) => ({
      message: `"${name}" is too large.`,
      hint: `Pictures may have ${pictureMegabytes} MB, captions ${captionMegabytes} MB.`,
    }),
    ja: ({ name, pictureMegabytes, captionMegabytes }) => ({
      message: `「${name}」は大きすぎます。`,
      hint: `画像は ${pictureMegabytes} MB、キャプションは ${captionMegabytes} MB までです。`,
    }),
  }),
  'training/empty-file': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({ message: `"${name}" is empty.` }),
    ja: ({ name }) => ({ message: `「${name}」は空です。` }),
  }),
  'training/unknown-file': entry({
    facts: { name: 'notes.pdf', pictures: ['.png', '.jpg'], captions: ['.txt'] },
    en: ({ name, pictures, captions }) => ({
      message: `"${name}" is neither a picture nor a caption.`,
      hint: `Pictures end with ${pictures.join(' ')}, captions with ${captions.join(' ')}.`,
    }),
    ja: ({ name, pictures, captions }) => ({
      message: `「${name}」は画像でもキャプションでもありません。`,
      hint: `画像の拡張子は ${pictures.join(' ')}、キャプションは ${captions.join(' ')} です。`,
    }),
  }),
  'tagger/not-found': entry({
    en: {
      message: 'This tagger is not there any more.',
      hint: 'Put the network and its selected_tags.csv into a folder "taggers" beside your models.',
    },
    ja: {
      message: 'このタガーはもうありません。',
      hint: 'ネットワークと selected_tags.csv を、モデルの隣の「taggers」フォルダーに置いてください。',
    },
  }),
  'tagger/unread': entry({
    facts: { name: 'ink.png', more: 2, problem: { code: 'picture/unreadable', facts: { name: 'ink.png' } } },
    en: ({ name, more, problem }, quote) => ({
      message: `"${name}"${more === 0 ? '' : ` and ${more} more`} got no tags. ${quote(problem).message}`,
    }),
    ja: ({ name, more, problem }, quote) => ({
      message: `「${name}」${more === 0 ? '' : `ほか ${more} 枚`}にはタグを付けられませんでした。${quote(problem).message}`,
    }),
  }),
  'tagger/busy': entry({
    en: { message: 'These pictures are being tagged already.', hint: 'Wait until that is done.' },
    ja: { message: 'この画像にはタグを付けている途中です。', hint: '終わるまで待ってください。' },
  }),
}
