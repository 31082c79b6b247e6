import { describe, expect, test } from 'vitest'
import type { AnyRemark, Fact, Facts, Language } from '../../../src-main/messages/entry.ts'
import { say } from '../../../src-main/messages/say.ts'
import { entryOf, messages } from '../../../src-main/messages/table.ts'

const codes = Object.keys(messages)
const factsOf = (code: string): Facts => entryOf(code)?.facts ?? {}
const words = (code: string, facts: Facts, language: Language): string => {
  const { message, hint } = say({ code, facts }, language)
  return `${message}\n${hint ?? ''}`
}

/** The same fact in other words, numbers, lengths. */
function changed(fact: Fact): Fact {
  if (typeof fact === 'string') return `${fact}✱`
  if (typeof fact === 'number') return fact + 17
  if (typeof fact === 'boolean') return !fact
  if (fact === null) return null
  if (isList(fact)) return fact.map(changed)
  if (!('facts' in fact)) return { ...fact, message: `${fact.message}✱` }
  const facts = Object.entries(fact.facts).map(([key, one]) => [key, changed(one)] as const)
  // A remark without facts is changed by saying something else.
  if (facts.length === 0) return { code: 'job/cancelled', facts: {} }
  return { ...fact, facts: Object.fromEntries(facts) }
}
const isList = (fact: Exclude<Fact, null>): fact is readonly Fact[] => Array.isArray(fact)

describe.each(codes)('%s', (code) => {
  const facts = factsOf(code)

  test('is called area/what', () => expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/))

  test('has an example whose facts are all there', () => {
    for (const [key, fact] of Object.entries(facts)) expect(fact, key).not.toBeNull()
  })

  test('says something else in Japanese, and a way out in both or in none', () => {
    const [en, ja] = [say({ code, facts }, 'en'), say({ code, facts }, 'ja')]
    expect(ja.message).not.toBe(en.message)
    expect(ja.message).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u)
    expect(ja.hint === undefined).toBe(en.hint === undefined)
    if (en.hint !== undefined) expect(ja.hint).not.toBe(en.hint)
  })

  test.each(Object.keys(facts))('tells %s in both languages', (key) => {
    const other = { ...facts, [key]: changed(facts[key] as Exclude<Fact, null>) }
    for (const language of ['en', 'ja'] as const) {
      expect(words(code, other, language), language).not.toBe(words(code, facts, language))
    }
  })

  test('are whole sentences', () => {
    for (const language of ['en', 'ja'] as const) {
      const text = words(code, facts, language)
      expect(text).not.toMatch(/undefined|null|\[object/)
    }
  })
})

test('a remark within a remark is said in the language around it', () => {
  const inner: AnyRemark = { code: 'job/cancelled', facts: {} }
  expect(say(inner, 'ja').message).toBe('キャンセルしました。')
})
