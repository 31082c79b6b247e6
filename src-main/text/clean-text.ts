// Prompt text as CLIP was trained to see it: entities decoded, typography made
// plain, one space between words, lower case.
import { decode } from 'html-entities'

// What ftfy (which the original tokenizer runs first) mends without guessing: letters that stand for two,
// full-width Latin as Japanese keyboards type it, curly quotes, and code points that draw nothing.
const repairs: readonly (readonly [RegExp, string | ((match: string) => string)])[] = [
  // eslint-disable-next-line no-control-regex -- they are what is removed
  [/\u001b\[(?:\d*;)*\d*[a-zA-Z]/g, ''],
  [/[\u0132\u0133\u0149\u01f1-\u01f3\u01c4-\u01cc\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC')],
  [/[\u3000\uff01-\uffef]/g, (wide) => wide.normalize('NFKC')],
  [/[\u02bc\u2018-\u201b]/g, "'"],
  [/[\u201c-\u201f]/g, '"'],
  [/\r\n|[\r\u2028\u2029\u0085]/g, '\n'],
  // eslint-disable-next-line no-control-regex -- they are what is removed
  [/[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, ''],
]

/**
 * CLIP, simple_tokenizer.py: ftfy, unescape twice, collapse white space, trim, lower-case. Of ftfy: entities in text
 * without "<", the repairs above, NFC; its guessing at wrongly decoded bytes is left out.
 * Unpaired surrogates become U+FFFD.
 */
export function cleanText(text: string): string {
  let cleaned = text.toWellFormed()
  if (!cleaned.includes('<')) cleaned = decodeEntities(cleaned, 'strict')
  for (const [pattern, replacement] of repairs) {
    cleaned =
      typeof replacement === 'string'
        ? cleaned.replace(pattern, replacement)
        : cleaned.replace(pattern, replacement)
  }
  cleaned = decodeEntities(decodeEntities(cleaned.normalize('NFC'), 'body'), 'body')
  return cleaned.replace(/\s+/g, ' ').trim().toLowerCase()
}

function decodeEntities(text: string, scope: 'strict' | 'body'): string {
  return text.includes('&') ? decode(text, { level: 'html5', scope }) : text
}
