import { expect, test } from 'vitest'
import { say } from '../../../../../src-main/messages/say.ts'
import { recipeJa } from '../../../../../src-renderer/messages/recipe-ja.ts'
import {
  firstValue,
  recipeField,
  recipeFields,
  recipeSections,
} from '../../../../../src-renderer/state/training/recipe-fields.ts'
import { readDraft, withFields } from '../../../../../src-renderer/state/training/recipe-draft.ts'

test('controls follow from the schema', () => {
  expect(recipeField('adapter.rank')).toMatchObject({ kind: 'whole', min: 1, max: 1024, nullable: false })
  expect(recipeField('adapter.convRank')).toMatchObject({ kind: 'whole', nullable: true, fallback: null })
  expect(recipeField('data.width')).toMatchObject({ grain: 8, section: 'data' })
  expect(recipeField('maxTokens')).toMatchObject({ kind: 'choice', options: [75, 150, 225] })
  expect(recipeField('captions.shuffle').kind).toBe('switch')
  expect(recipeField('steps').section).toBe('general')
  expect(recipeSections).toContain('objective')
})

test('every field has a sentence, in both languages', () => {
  for (const { field, sentence } of recipeFields) {
    expect(sentence, field).not.toBe('')
    expect(recipeJa.fields[field], field).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
  }
})

test('what is wrong with a field is said in both languages', () => {
  const [fault] = readDraft({ base: null, data: { folder: null }, adapter: { rank: 0 } }).faults
  expect(fault).toEqual({ field: 'adapter.rank', why: { code: 'value/least', facts: { least: 1 } } })
  expect(say(fault!.why, 'en').message).toBe('Must be at least 1.')
  expect(say(fault!.why, 'ja').message).toBe('1 以上にしてください。')
})

test('an empty field begins with a value that the recipe accepts', () => {
  for (const spec of recipeFields.filter(({ nullable }) => nullable)) {
    const value = spec.kind === 'text' ? 'somewhere' : firstValue(spec)
    const draft = withFields({ base: null, data: { folder: null } }, { [spec.field]: value })
    expect(readDraft(draft).faults, spec.field).toEqual([])
  }
})
