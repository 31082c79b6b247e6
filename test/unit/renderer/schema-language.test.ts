// Schemas answer in the language of the interface.
import { afterEach, expect, test } from 'vitest'
import { speakInSchemas } from '../../../src-renderer/messages/schema-language.ts'
import { readDraft } from '../../../src-renderer/state/training/recipe-draft.ts'

afterEach(() => speakInSchemas('en'))

test('a value out of its range is refused in words of the language', () => {
  const draft = { base: null, data: { folder: null }, adapter: { rank: 0 } }
  const [english] = readDraft(draft).faults
  speakInSchemas('ja')
  const [japanese] = readDraft(draft).faults
  expect(english).toMatchObject({ field: 'adapter.rank', message: expect.stringMatching(/^[\x20-\x7e≥]+$/) })
  expect(japanese?.message).toMatch(/[\u3040-\u30ff]/)
})
