// A training run: what a person should know of it.
import { choice, entry, named, type AnyRemark } from './entry.ts'

const untrained: AnyRemark = { code: 'training/untrained-layer', facts: { layer: 'unet.conv_in' } }
const idle: AnyRemark = { code: 'unmatched/no-such-module', facts: {} }

/** What stopped being a finite number. */
const measures = {
  loss: 'the loss became infinite or not a number',
  gradient: 'the gradient became infinite or not a number',
  weights: 'the adapter’s weights became infinite or not a number',
}
export type Measure = keyof typeof measures
const measuresJa: Readonly<Record<Measure, string>> = {
  loss: '損失が無限大か数値でない値になりました',
  gradient: '勾配が無限大か数値でない値になりました',
  weights: 'アダプターの重みが無限大か数値でない値になりました',
}

/** What of a run's folder cannot be read. */
const parts = {
  state: 'The saved state of this run cannot be read.',
  pictures: 'The list of pictures of this run is missing or was changed.',
}
export type StatePart = keyof typeof parts
const partsJa: Readonly<Record<StatePart, string>> = {
  state: 'この学習の保存した状態を読み取れません。',
  pictures: 'この学習の画像の一覧がないか、変更されています。',
}

export const training = {
  'training/not-finite': entry({
    facts: { step: 12, what: choice<Measure>('loss') },
    en: ({ step, what }) => ({
      message: `Training diverged: in step ${step}, ${named(measures, what)}.`,
      hint: 'Lower the learning rate (a tenth is a good try), then go on from the last saved state or start anew.',
    }),
    ja: ({ step, what }) => ({
      message: `学習が発散しました。ステップ ${step} で${named(measuresJa, what)}。`,
      hint: '学習率を下げ（まず十分の一）、最後に保存した状態から続けるか、最初から始めてください。',
    }),
  }),
  'training/all-left-out': entry({
    en: { message: 'You left out every picture of the folder.', hint: 'Bring at least one back.' },
    ja: { message: 'フォルダーの画像をすべて除外しています。', hint: '1 枚以上戻してください。' },
  }),
  'training/no-pictures': entry({
    en: {
      message: 'No picture is left to learn from.',
      hint: 'All of them vanished or became unreadable: put them back, or begin a new run.',
    },
    ja: {
      message: '学習する画像が残っていません。',
      hint: 'すべて見つからないか、読めなくなりました。元に戻すか、新しく学習を始めてください。',
    },
  }),
  'training/other-base': entry({
    en: {
      message: 'The base model was changed since the state was saved.',
      hint: 'Put the old file back, or begin a new run.',
    },
    ja: {
      message: '状態を保存したあとにベースモデルが変わっています。',
      hint: '元のファイルに戻すか、新しく学習を始めてください。',
    },
  }),
  'training/other-recipe': entry({
    facts: { field: 'adapter.rank', more: 2 },
    en: ({ field, more }) => ({
      message: `The saved state belongs to another recipe: "${field}" differs${more > 0 ? `, and ${more} more` : ''}.`,
      hint: 'Take the old recipe back, or begin a new run.',
    }),
    ja: ({ field, more }) => ({
      message: `保存した状態は別のレシピのものです。「${field}」${more > 0 ? `など ${more + 1} 項目` : ''}が違います。`,
      hint: '元のレシピに戻すか、新しく学習を始めてください。',
    }),
  }),
  'training/out-of-memory': entry({
    en: {
      message: 'There is not enough memory for this recipe.',
      hint: 'Lower the batch (accumulation makes up for it), the size of the pictures, or the rank; or close other programs.',
    },
    ja: {
      message: 'このレシピで学習するにはメモリーが足りません。',
      hint: 'バッチ（勾配の累積で補えます）、画像のサイズ、またはランクを下げるか、ほかのプログラムを閉じてください。',
    },
  }),
  'training/damaged-state': entry({
    facts: { what: choice<StatePart>('state') },
    en: ({ what }) => ({
      message: named(parts, what),
      hint: 'Begin a new run; "adapter.startFrom" lets it go on from the last saved adapter file.',
    }),
    ja: ({ what }) => ({
      message: named(partsJa, what),
      hint: '新しく学習を始めてください。「adapter.startFrom」で、最後に保存したアダプターのファイルから続けられます。',
    }),
  }),
  'training/has-state': entry({
    en: {
      message: 'This folder holds a run that was not finished.',
      hint: 'Resume it, or choose another folder.',
    },
    ja: {
      message: 'このフォルダーには、終わっていない学習があります。',
      hint: '再開するか、別のフォルダーを選んでください。',
    },
  }),
  'training/nothing-to-train': entry({
    en: {
      message: 'The recipe trains no layer of this base model.',
      hint: 'Choose more layers under "adapter.layers".',
    },
    ja: {
      message: 'このレシピは、このベースモデルのどの層も学習しません。',
      hint: '「adapter.layers」でもっと多くの層を選んでください。',
    },
  }),
  'training/busy': entry({
    en: { message: 'Another run is being trained.', hint: 'Pause it, or wait until it is finished.' },
    ja: { message: '別の学習が実行中です。', hint: '一時停止するか、終わるまで待ってください。' },
  }),
  'training/unknown-prediction': entry({
    facts: { family: 'SD 3' },
    en: ({ family }) => ({
      message: `Lamina cannot train ${family} models yet.`,
      hint: 'Choose a base model that predicts noise or velocity.',
    }),
    ja: ({ family }) => ({
      message: `Lamina はまだ ${family} のモデルを学習できません。`,
      hint: 'ノイズか velocity を予測するベースモデルを選んでください。',
    }),
  }),
  'training/no-caption-ending': entry({
    facts: { extension: '.sh' },
    en: ({ extension }) => ({
      message: `Captions are not written into files that end with "${extension}".`,
      hint: 'Choose .txt or .caption as their ending.',
    }),
    ja: ({ extension }) => ({
      message: `「${extension}」で終わるファイルにはキャプションを書き込みません。`,
      hint: '拡張子を .txt か .caption にしてください。',
    }),
  }),
  'training/picture-gone': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({
      message: `"${name}" vanished, was changed or became unreadable; it is left out from here on.`,
      hint: 'Put the old file back for the next run.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」が見つからないか、変わったか、読めなくなりました。ここからは使いません。`,
      hint: '次の学習までに元のファイルを戻してください。',
    }),
  }),
  'training/no-second-encoder': entry({
    en: {
      message: 'The base model has one text encoder, so what the recipe says of a second one does nothing.',
    },
    ja: {
      message: 'ベースモデルのテキストエンコーダーは一つだけなので、二つ目についての設定は効きません。',
    },
  }),
  'training/other-adapter': entry({
    facts: { name: 'ink', why: untrained },
    en: ({ name, why }, quote) => ({
      message: `"${name}" cannot be trained longer: ${quote(why).message}.`,
      hint: 'Set kind, layers, rank and the other fields of "adapter" as it was made with.',
    }),
    ja: ({ name, why }, quote) => ({
      message: `「${name}」の学習を続けられません。${quote(why).message}。`,
      hint: '種類、層、ランクなど「adapter」の項目を、作ったときと同じにしてください。',
    }),
  }),
  'training/idle-part': entry({
    facts: { name: 'lora_unet_conv_in', why: idle },
    en: ({ name, why }, quote) => ({ message: `"${name}" does not act (${quote(why).message})` }),
    ja: ({ name, why }, quote) => ({ message: `「${name}」が働きません（${quote(why).message}）` }),
  }),
  'training/untrained-layer': entry({
    facts: { layer: 'unet.conv_in' },
    en: ({ layer }) => ({ message: `it changes ${layer}, which the recipe does not train` }),
    ja: ({ layer }) => ({ message: `レシピで学習しない ${layer} を変えています` }),
  }),
  'training/other-kind': entry({
    facts: { layer: 'unet.conv_in', kind: 'loha', wanted: 'lora' },
    en: ({ layer, kind, wanted }) => ({
      message: `its ${layer} is of the kind ${kind}, and the recipe has ${wanted}`,
    }),
    ja: ({ layer, kind, wanted }) => ({
      message: `${layer} の種類は ${kind} ですが、レシピでは ${wanted} です`,
    }),
  }),
  'training/factor-missing': entry({
    facts: { layer: 'unet.conv_in', part: 'down' },
    en: ({ layer, part }) => ({ message: `its ${layer} lacks the factor ${part}` }),
    ja: ({ layer, part }) => ({ message: `${layer} に係数 ${part} がありません` }),
  }),
  'training/factor-extra': entry({
    facts: { layer: 'unet.conv_in', part: 'mid' },
    en: ({ layer, part }) => ({
      message: `its ${layer} has the factor ${part}, for which the recipe has no place`,
    }),
    ja: ({ layer, part }) => ({ message: `${layer} に、レシピにはない係数 ${part} があります` }),
  }),
  'training/factor-shape': entry({
    facts: { layer: 'unet.conv_in', part: 'down', shape: [4, 320], wanted: [8, 320] },
    en: ({ layer, part, shape, wanted }) => ({
      message: `its ${layer} has ${part} [${shape.join()}] where the recipe has [${wanted.join()}]`,
    }),
    ja: ({ layer, part, shape, wanted }) => ({
      message: `${layer} の ${part} は [${shape.join()}] ですが、レシピでは [${wanted.join()}] です`,
    }),
  }),
}
