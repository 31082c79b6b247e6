// A tokenizer for the tiny golden networks, whose vocabulary has a thousand ids: "w12 w34" is 12 and 34.
import type { TextTokenizer } from '../../src-main/text/tokenizer.ts'

export const numberWords: TextTokenizer = {
  vocabularySize: 1000,
  bos: 998,
  eos: 999,
  comma: 5,
  encode: (text) => [...text.matchAll(/w(\d+)/g)].map(([, id]) => Number(id)),
}
