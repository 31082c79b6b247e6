// Token ids as open_clip 3.3's own tokenizer (with ftfy) gives them: plain prompts, scripts, emoji, entities, noise.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clipTokenizer } from '../../../src-main/text/tokenizer.ts'

const recorded = JSON.parse(readFileSync(new URL('token-ids.json', import.meta.url), 'utf8')) as [
  string,
  number[],
][]

test.each(recorded)('%j', (text, ids) => {
  expect(clipTokenizer().encode(text)).toEqual(ids)
})
