// Settings that a picture file carries: why there are none, and what of them could not be taken over.
import { entry } from './entry.ts'
import { figure } from './format.ts'

/** `ink (1a2b3c…)`: a name with the hash that tells which file was meant, where it is known. */
function withHash(name: string, hash: string): string {
  return hash === '' ? name : `${name} (${hash})`
}

const more = {
  en: (count: number) => (count === 0 ? '' : ` and ${figure(count, 'en')} more`),
  ja: (count: number) => (count === 0 ? '' : `、ほか ${figure(count, 'ja')} 件`),
}

export const pictureSettings = {
  'picture-settings/not-a-picture': entry({
    en: {
      message: 'This is not a PNG, JPEG, WebP or AVIF picture.',
      hint: 'Settings are read from pictures as Lamina and other programs save them.',
    },
    ja: {
      message: 'PNG、JPEG、WebP、AVIF のいずれの画像でもありません。',
      hint: 'Lamina やほかのプログラムが保存したままの画像から設定を読み込めます。',
    },
  }),
  'picture-settings/none': entry({
    en: {
      message: 'There are no settings in this picture.',
      hint: 'Editors and messengers leave them out: use the file as it was made.',
    },
    ja: {
      message: 'この画像には設定が含まれていません。',
      hint: '編集ソフトやメッセージアプリを通すと失われます。生成されたままのファイルを使ってください。',
    },
  }),
  'picture-settings/not-understood': entry({
    facts: { program: 'ComfyUI' },
    en: ({ program }) => ({
      message: `This picture has settings of ${program} that cannot be understood.`,
      hint: `Use the file as ${program} saved it.`,
    }),
    ja: ({ program }) => ({
      message: `この画像には ${program} の設定がありますが、内容を読み取れません。`,
      hint: `${program} が保存したままのファイルを使ってください。`,
    }),
  }),
  'picture-settings/damaged': entry({
    en: {
      message: 'This picture is damaged: no settings can be read from it.',
      hint: 'It was cut off or is still being written: copy or download it again.',
    },
    ja: {
      message: 'この画像は壊れていて、設定を読み取れません。',
      hint: '途切れたか、まだ書き込み中です。もう一度コピーまたはダウンロードしてください。',
    },
  }),
  'picture-settings/text-too-long': entry({
    en: {
      message: 'The text in this picture is far longer than any settings.',
      hint: 'It may have been made to waste memory. Use another picture.',
    },
    ja: {
      message: 'この画像に含まれるテキストは、設定としては長すぎます。',
      hint: 'メモリーを浪費させるために作られた可能性があります。別の画像を使ってください。',
    },
  }),
  'picture-settings/too-large': entry({
    facts: { megabytes: 128 },
    en: ({ megabytes }) => ({
      message: `This file is larger than ${figure(megabytes, 'en')} MB.`,
      hint: 'Use the picture as it was made, not one that was enlarged since.',
    }),
    ja: ({ megabytes }) => ({
      message: `このファイルは ${figure(megabytes, 'ja')} MB を超えています。`,
      hint: '拡大したものではなく、生成されたままの画像を使ってください。',
    }),
  }),
  'picture-settings/too-many-adapters': entry({
    facts: { most: 100 },
    en: ({ most }) => ({
      message: `The prompt in this picture has more than ${figure(most, 'en')} adapter tags.`,
      hint: 'Use another picture.',
    }),
    ja: ({ most }) => ({
      message: `この画像のプロンプトには ${figure(most, 'ja')} 個を超えるアダプターのタグがあります。`,
      hint: '別の画像を使ってください。',
    }),
  }),
  'picture-settings/record-not-read': entry({
    facts: { problem: { code: 'stored/newer', facts: {} } },
    en: ({ problem }, quote) => ({
      message: `Lamina’s own record in it was not used, but its A1111 text. ${quote(problem).message}`,
    }),
    ja: ({ problem }, quote) => ({
      message: `Lamina 自身の記録の代わりに A1111 形式のテキストを使いました。${quote(problem).message}`,
    }),
  }),
  'picture-settings/prompt-too-long': entry({
    facts: { most: 20_000 },
    en: ({ most }) => ({
      message: `A prompt of more than ${figure(most, 'en')} characters was left out.`,
    }),
    ja: ({ most }) => ({ message: `${figure(most, 'ja')} 文字を超えるプロンプトは取り込んでいません。` }),
  }),
  'picture-settings/no-model': entry({
    en: { message: 'It does not say which model made it; the chosen one stays.' },
    ja: { message: '生成に使われたモデルが書かれていないため、選択中のモデルのままです。' },
  }),
  'picture-settings/model-missing': entry({
    facts: { name: 'ink-painter', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({
      message: `Its model is not here: ${withHash(name, hash)}. The chosen one stays.`,
    }),
    ja: ({ name, hash }) => ({
      message: `モデルがありません: ${withHash(name, hash)}。選択中のモデルのままです。`,
    }),
  }),
  'picture-settings/model-by-name': entry({
    facts: { name: 'ink-painter', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({
      message: `The model ${name} was found by its name; whether it is the file ${hash} is not known yet.`,
    }),
    ja: ({ name, hash }) => ({
      message: `モデル ${name} は名前で見つけました。ファイル ${hash} と同じかどうかはまだ分かりません。`,
    }),
  }),
  'picture-settings/vae-missing': entry({
    facts: { name: 'soft.vae', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({ message: `Its VAE is not here: ${withHash(name, hash)}.` }),
    ja: ({ name, hash }) => ({ message: `VAE がありません: ${withHash(name, hash)}。` }),
  }),
  'picture-settings/adapter-missing': entry({
    facts: { name: 'ink', hash: '1a2b3c4d5e6f' },
    en: ({ name, hash }) => ({ message: `An adapter is not here: ${withHash(name, hash)}.` }),
    ja: ({ name, hash }) => ({ message: `アダプターがありません: ${withHash(name, hash)}。` }),
  }),
  'picture-settings/embedding-missing': entry({
    facts: { name: 'soft-light', hash: '1a2b3c4d5e6f' },
    en: ({ name, hash }) => ({
      message: `An embedding is not here: ${withHash(name, hash)}. Its word is plain text.`,
    }),
    ja: ({ name, hash }) => ({
      message: `埋め込みがありません: ${withHash(name, hash)}。その単語は普通のテキストになります。`,
    }),
  }),
  'picture-settings/prompt-as-words': entry({
    facts: { program: 'InvokeAI', sign: '.blend()' },
    en: ({ program, sign }) => ({
      message: `Its prompt uses ${sign} of ${program}, which Lamina does not have: it is taken as words.`,
    }),
    ja: ({ program, sign }) => ({
      message: `プロンプトにある ${program} の ${sign} は Lamina にないため、単語として扱います。`,
    }),
  }),
  'picture-settings/weaker-words': entry({
    facts: { program: 'InvokeAI' },
    en: ({ program }) => ({
      message: `Words that weigh less than 1 act in another way here than in ${program}.`,
    }),
    ja: ({ program }) => ({
      message: `強さが 1 未満の単語は、${program} とは異なる効き方をします。`,
    }),
  }),
  'picture-settings/own-ways': entry({
    facts: { program: 'Fooocus' },
    en: ({ program }) => ({
      message: `${program} makes pictures in ways of its own: with the same settings Lamina makes a similar one.`,
    }),
    ja: ({ program }) => ({
      message: `${program} は独自の方法で生成するため、同じ設定でも似た画像になります。`,
    }),
  }),
  'picture-settings/broken-tag': entry({
    facts: { tag: '<lora:ink:much>' },
    en: ({ tag }) => ({ message: `A tag of its prompt cannot be read: ${tag}` }),
    ja: ({ tag }) => ({ message: `プロンプトのタグを読み取れません: ${tag}` }),
  }),
  'picture-settings/other-network': entry({
    facts: { tag: '<hypernet:ink:1>' },
    en: ({ tag }) => ({ message: `This tag does nothing in Lamina: ${tag}` }),
    ja: ({ tag }) => ({ message: `このタグは Lamina では何もしません: ${tag}` }),
  }),
  'picture-settings/unusable': entry({
    facts: { settings: ['Sampler: Restart', 'Size: 513x512'] },
    en: ({ settings }) => ({ message: `Not known or not possible here: ${settings.join('; ')}` }),
    ja: ({ settings }) => ({ message: `未対応または使えない値: ${settings.join('、')}` }),
  }),
  'picture-settings/unsupported': entry({
    facts: { settings: ['Hires upscale: 2', 'Denoising strength: 0.5'], others: 3 },
    en: ({ settings, others }) => ({
      message: `Lamina does not have yet: ${settings.join('; ')}${more.en(others)}`,
    }),
    ja: ({ settings, others }) => ({
      message: `Lamina にまだない設定: ${settings.join('、')}${more.ja(others)}`,
    }),
  }),
  'picture-settings/old-version': entry({
    facts: { version: 'v1.5.2', habits: ['Downcast alphas_cumprod'] },
    en: ({ version, habits }) => ({
      message: `A1111 ${version} did some things otherwise, and the picture may differ: ${habits.join('; ')}`,
    }),
    ja: ({ version, habits }) => ({
      message: `A1111 ${version} では動作が異なっていたため、結果が変わることがあります: ${habits.join('、')}`,
    }),
  }),
  'picture-settings/steered': entry({
    en: { message: 'Its weights were changed while it was made; the ones it began with are in use.' },
    ja: { message: '生成中に強さが変更されています。開始時の強さを使います。' },
  }),
  'picture-settings/stopped': entry({
    facts: { done: 12, steps: 20 },
    en: ({ done, steps }) => ({
      message: `It was stopped at step ${done} of ${steps}; the settings make it whole.`,
    }),
    ja: ({ done, steps }) => ({
      message: `${steps} ステップのうち ${done} で止められています。この設定では最後まで生成します。`,
    }),
  }),
}
