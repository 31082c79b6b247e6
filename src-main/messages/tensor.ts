// Tables of contents that no model has.
import { entry } from './entry.ts'

export const tensor = {
  'tensor/too-many': entry({
    facts: { most: 100_000 },
    en: ({ most }) => ({
      message: `The file claims more than ${most} tensors, which no model has.`,
      hint: 'It was made to waste time and memory: do not use it.',
    }),
    ja: ({ most }) => ({
      message: `このファイルには${most}個を超えるテンソルがあるとされていますが、そのようなモデルはありません。`,
      hint: '時間とメモリを浪費させるファイルです。使わないでください。',
    }),
  }),
  'tensor/name-too-long': entry({
    facts: { length: 60_000_000 },
    en: ({ length }) => ({
      message: `The file has a name of ${length} characters, longer than any model uses.`,
      hint: 'It was made to waste time and memory: do not use it.',
    }),
    ja: ({ length }) => ({
      message: `このファイルには${length}文字の名前があり、どのモデルの名前よりも長くなっています。`,
      hint: '時間とメモリを浪費させるファイルです。使わないでください。',
    }),
  }),
}
