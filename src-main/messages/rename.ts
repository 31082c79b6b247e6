// Files that get new names by a template: what is wrong with the template, and what stands against a name.
import { entry } from './entry.ts'

export const rename = {
  'rename/unknown-word': entry({
    facts: { word: 'colour', known: ['title', 'base'] },
    en: ({ word, known }) => ({
      message: word === '' ? 'There is nothing in the braces.' : `There is no word {${word}}.`,
      hint: `Words: ${known.map((one) => `{${one}}`).join(' ')}`,
    }),
    ja: ({ word, known }) => ({
      message: word === '' ? '波かっこの中が空です。' : `{${word}} という語はありません。`,
      hint: `使える語: ${known.map((one) => `{${one}}`).join(' ')}`,
    }),
  }),
  'rename/brace': entry({
    en: { message: 'A brace is not closed, or stands alone.', hint: 'Write words as {title}.' },
    ja: { message: '波かっこが対になっていません。', hint: '語は {title} のように書きます。' },
  }),
  'rename/empty': entry({
    en: { message: 'A name, or the name of a folder, would be empty.' },
    ja: { message: '名前かフォルダー名が空になります。' },
  }),
  'rename/no-value': entry({
    facts: { word: 'line' },
    en: ({ word }) => ({
      message: `Nothing is known for {${word}}.`,
      hint: `{${word}|"unknown"} writes a text of yours in its place.`,
    }),
    ja: ({ word }) => ({
      message: `{${word}} にあたる情報がありません。`,
      hint: `{${word}|"unknown"} のように書くと、代わりの文字を入れられます。`,
    }),
  }),
  'rename/twice': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `Several files would be called "${file}".`,
      hint: 'Where case does not count, names that differ in it alone are one name.',
    }),
    ja: ({ file }) => ({
      message: `複数のファイルが「${file}」という名前になります。`,
      hint: '大文字と小文字だけが違う名前は、同じ名前として扱われることがあります。',
    }),
  }),
  'rename/into-itself': entry({
    facts: { file: 'emoji' },
    en: ({ file }) => ({ message: `The folder "${file}" cannot go into itself.` }),
    ja: ({ file }) => ({ message: `フォルダー「${file}」を、その中に移動することはできません。` }),
  }),
  'rename/link': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is a link to a file elsewhere.`,
      hint: 'In another folder it might lead nowhere: it can only be renamed where it is.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」は別の場所にあるファイルへのリンクです。`,
      hint: '別のフォルダーではリンクが切れるおそれがあるため、今の場所での名前の変更だけができます。',
    }),
  }),
  'rename/conflicts': entry({
    facts: { count: 3 },
    en: ({ count }) => ({
      message:
        count === 1 ? 'One file cannot get its new name.' : `${count} files cannot get their new names.`,
      hint: 'Nothing was moved. Change the template, or leave them out.',
    }),
    ja: ({ count }) => ({
      message: `${count} 件のファイルに新しい名前を付けられません。`,
      hint: '何も移動していません。テンプレートを変えるか、そのファイルを除いてください。',
    }),
  }),
  'rename/nothing': entry({
    en: { message: 'All of them are called so already.' },
    ja: { message: 'すべて、すでにその名前です。' },
  }),
  'rename/changed': entry({
    en: {
      message: 'Something has changed since the names were shown.',
      hint: 'Nothing was moved. Look at the names again.',
    },
    ja: {
      message: '名前を表示した後に、変更がありました。',
      hint: '何も移動していません。名前をもう一度確認してください。',
    },
  }),
}
