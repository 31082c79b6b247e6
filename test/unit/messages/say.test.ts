import { describe, expect, test } from 'vitest'
import { languageOf } from '../../../src-main/messages/language-of.ts'
import { say, sentence } from '../../../src-main/messages/say.ts'
import { remark } from '../../../src-main/messages/table.ts'

describe('a remark in words', () => {
  test('in both languages, from the same facts', () => {
    const failed = remark('internal/unexpected', { what: 'fetch failed' })
    expect(sentence(failed, 'en')).toBe('Something unexpected happened: fetch failed')
    expect(sentence(failed, 'ja')).toBe('予期しないエラーが起きました: fetch failed')
    expect(sentence(remark('job/cancelled'), 'en')).toBe('Cancelled.')
  })

  test('facts are quoted as one plain line that ends somewhere', () => {
    const what = `a\u001b]0;b\u0007\nlamina: forged ${'x'.repeat(1000)}`
    const said = sentence(remark('internal/unexpected', { what }), 'en')
    expect(said).toContain('a]0;b lamina: forged xxx')
    expect(said.length).toBeLessThan(300)
  })

  test.each([
    ['as older versions stored it', { code: 'a/b', message: 'Old.', hint: 'Do.' }, 'Old.'],
    ['of a code of another version', { code: 'a/of-tomorrow', facts: {} }, 'a/of-tomorrow'],
    ['of a code that is a property of every object', { code: 'constructor', facts: {} }, 'constructor'],
    ['that lacks a fact', { code: 'internal/unexpected', facts: {} }, 'internal/unexpected'],
    [
      'with a fact in another form',
      { code: 'internal/unexpected', facts: { what: ['a'] } },
      'internal/unexpected',
    ],
  ])('a report %s is shown still', (_, report, part) => {
    for (const language of ['en', 'ja'] as const) expect(say(report, language).message).toContain(part)
  })
})

test.each([
  ['ja_JP.UTF-8', 'ja'],
  ['ja-JP', 'ja'],
  ['ja', 'ja'],
  ['jam', 'en'],
  ['en-GB', 'en'],
  ['C', 'en'],
  ['', 'en'],
])('the locale %j reads %s', (locale, language) => expect(languageOf(locale)).toBe(language))
