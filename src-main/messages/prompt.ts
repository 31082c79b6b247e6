// What a prompt asks for: adapters by their tags, and learned words.
import { entry, type AnyRemark } from './entry.ts'
import { allOf } from './format.ts'

const closeTo = {
  en: (close: readonly string[]): string =>
    close.length === 0 ? '' : ` Similar names: ${close.join(', ')}.`,
  ja: (close: readonly string[]): string => (close.length === 0 ? '' : `似た名前: ${close.join('、')}。`),
}
const unfit: AnyRemark = { code: 'embedding/not-an-embedding', facts: { name: 'ink' } }

export const prompt = {
  'prompt/adapter': entry({
    facts: { name: 'inc', close: ['ink'] },
    en: ({ name, close }) => ({
      message: `The prompt asks for the adapter "${name}", which does not exist.`,
      hint: `Add the file, or remove the <lora:…> tag from the prompt.${closeTo.en(close)}`,
    }),
    ja: ({ name, close }) => ({
      message: `プロンプトにあるアダプター「${name}」が見つかりません。`,
      hint: `ファイルを追加するか、プロンプトから <lora:…> タグを消してください。${closeTo.ja(close)}`,
    }),
  }),
  'prompt/ambiguous-adapter': entry({
    facts: { name: 'ink', stems: ['ink_v1', 'ink_v2'] },
    en: ({ name, stems }) => ({
      message: `Several adapters call themselves "${name}".`,
      hint: `Write the file's name in the tag: ${stems.join(' or ')}.`,
    }),
    ja: ({ name, stems }) => ({
      message: `「${name}」という名前のアダプターが複数あります。`,
      hint: `タグにはファイル名（${stems.join(' または ')}）を書いてください。`,
    }),
  }),
  'prompt/adapter-without-name': entry({
    facts: { type: 'lora' },
    en: ({ type }) => ({
      message: `A <${type}:…> tag does not name an adapter.`,
      hint: 'Write it as <lora:name:weight>; names with "=" cannot be written in a prompt.',
    }),
    ja: ({ type }) => ({
      message: `<${type}:…> タグにアダプターの名前がありません。`,
      hint: '<lora:名前:強さ> と書いてください。「=」を含む名前はプロンプトに書けません。',
    }),
  }),
  'prompt/adapter-name-too-long': entry({
    facts: { most: 500 },
    en: ({ most }) => ({
      message: `A <lora:…> tag has a name of more than ${most} characters.`,
      hint: 'Write it as <lora:name:weight>, with the name that the adapter has in the library.',
    }),
    ja: ({ most }) => ({
      message: `<lora:…> タグの名前が ${most} 文字を超えています。`,
      hint: '<lora:名前:強さ> の形で、ライブラリにあるアダプターの名前を書いてください。',
    }),
  }),
  'prompt/too-many-adapters': entry({
    facts: { most: 100 },
    en: ({ most }) => ({ message: `A stack holds ${most} adapters: this tag has no card.` }),
    ja: ({ most }) => ({
      message: `スタックに入るアダプターは ${most} 個までのため、このタグにはカードがありません。`,
    }),
  }),
  'prompt/adapter-weight': entry({
    facts: { written: 'strong', name: 'ink' },
    en: ({ written, name }) => ({
      message: `"${written}" is not a weight for the adapter "${name}".`,
      hint: 'Write it as <lora:name:weight>, for example <lora:ink:0.8>.',
    }),
    ja: ({ written, name }) => ({
      message: `「${written}」はアダプター「${name}」の強さとして使えません。`,
      hint: '<lora:名前:強さ> と書いてください。例: <lora:ink:0.8>',
    }),
  }),
  'prompt/unknown-tag': entry({
    facts: { type: 'hypernet' },
    en: ({ type }) => ({ message: `The tag <${type}:…> is unknown and was left out.` }),
    ja: ({ type }) => ({ message: `不明なタグ <${type}:…> は無視されました。` }),
  }),
  'prompt/embedding': entry({
    facts: { name: 'inc', close: ['ink'] },
    en: ({ name, close }) => ({
      message: `The prompt asks for the embedding "${name}", which does not exist.`,
      hint: `Put the file into an "embeddings" folder of your model folders, or remove it from the prompt.${closeTo.en(close)}`,
    }),
    ja: ({ name, close }) => ({
      message: `プロンプトにある埋め込み「${name}」が見つかりません。`,
      hint: `モデルのフォルダーの「embeddings」にファイルを置くか、プロンプトから消してください。${closeTo.ja(close)}`,
    }),
  }),
  'prompt/embedding-unused': entry({
    facts: { why: unfit },
    en: ({ why }, quote) => ({ message: `${quote(why).message} Its name was read as plain words.` }),
    ja: ({ why }, quote) => ({ message: `${quote(why).message}名前は普通の言葉として読まれました。` }),
  }),
  'embedding/not-an-embedding': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `"${name}" holds no vectors of a word.`,
      hint: 'Textual inversion files of A1111, kohya, ComfyUI and diffusers can be read.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」に単語のベクトルがありません。`,
      hint: 'A1111、kohya、ComfyUI、diffusers の textual inversion ファイルを読めます。',
    }),
  }),
  'embedding/word-gone': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({ message: `"${name}" is no longer in its file.` }),
    ja: ({ name }) => ({ message: `「${name}」はファイルからなくなっています。` }),
  }),
  'embedding/several-words': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The embedding "${name}" holds more than one word under one name.`,
      hint: 'Download or train it again.',
    }),
    ja: ({ name }) => ({
      message: `埋め込み「${name}」には 1 つの名前に複数の単語が入っています。`,
      hint: 'もう一度ダウンロードするか、学習し直してください。',
    }),
  }),
  'embedding/uneven': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The embedding "${name}" has more vectors for one text encoder than for the other.`,
      hint: 'Download or train it again.',
    }),
    ja: ({ name }) => ({
      message: `埋め込み「${name}」のベクトルの数が、2 つのテキストエンコーダーで異なります。`,
      hint: 'もう一度ダウンロードするか、学習し直してください。',
    }),
  }),
  'embedding/empty': entry({
    facts: { name: 'ink' },
    en: ({ name }) => ({
      message: `The embedding "${name}" holds no vector.`,
      hint: 'Download or train it again.',
    }),
    ja: ({ name }) => ({
      message: `埋め込み「${name}」にベクトルがありません。`,
      hint: 'もう一度ダウンロードするか、学習し直してください。',
    }),
  }),
  'embedding/too-long': entry({
    facts: { name: 'ink', tokens: 90, most: 75 },
    en: ({ name, tokens, most }) => ({
      message: `The embedding "${name}" takes ${tokens} tokens.`,
      hint: `At most ${most} fit into one chunk of a prompt.`,
    }),
    ja: ({ name, tokens, most }) => ({
      message: `埋め込み「${name}」は ${tokens} トークンを使います。`,
      hint: `プロンプトの 1 区切りに入るのは ${most} トークンまでです。`,
    }),
  }),
  'embedding/wrong-width': entry({
    facts: { name: 'ink', made: ['768'], wanted: ['768', '1280'] },
    en: ({ name, made, wanted }) => ({
      message: `The embedding "${name}" has vectors of width ${allOf(made, 'en')}; the text encoder of this model takes ${allOf(wanted, 'en')}.`,
      hint: 'It was made for another family of models: choose a base model of that family.',
    }),
    ja: ({ name, made, wanted }) => ({
      message: `埋め込み「${name}」のベクトルの幅は ${allOf(made, 'ja')} ですが、このモデルのテキストエンコーダーは ${allOf(wanted, 'ja')} です。`,
      hint: '別の系統のモデル用です。その系統のベースモデルを選んでください。',
    }),
  }),
  'embedding/which-word': entry({
    facts: { name: 'ink', words: ['<a>', '<b>'] },
    en: ({ name, words }) => ({
      message: `"${name}" holds ${words.length} words.`,
      hint: `Choose one: ${words.join(', ')}.`,
    }),
    ja: ({ name, words }) => ({
      message: `「${name}」には ${words.length} 個の単語があります。`,
      hint: `1 つ選んでください: ${words.join('、')}`,
    }),
  }),
}
