// The tokenizers by the names that text encoders know them by.
import type { TokenizerName } from '../contract/families.ts'
import { clipTokenizer, type TextTokenizer } from './tokenizer.ts'

const tokenizers: Readonly<Record<TokenizerName, () => TextTokenizer>> = { clip: clipTokenizer }

/** The same object at every call. */
export function tokenizerOf(name: TokenizerName): TextTokenizer {
  return tokenizers[name]()
}
