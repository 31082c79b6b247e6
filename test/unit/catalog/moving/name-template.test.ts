// Templates of names: what they may say, what stands for their words, and names that every system takes.
import { describe, expect, test } from 'vitest'
import {
  fillTemplate,
  readTemplate,
  type TemplateValues,
} from '../../../../src-main/catalog/moving/name-template.ts'
import { templateValues } from '../../../../src-main/catalog/moving/template-values.ts'

const item = {
  name: 'ink_v2',
  title: 'Ink: wet/dry',
  kind: 'lokr',
  ranks: [4, 16],
  architecture: 'sdxl',
  line: 'Pony',
  rating: 4,
  tags: ['ink', 'wet'],
  addedAt: '2026-11-30T03:04:05.000Z',
}
const values = templateValues(item, { collections: ['Inks'], sha256: 'ab'.repeat(32) })

function filled(text: string, known: TemplateValues = values): string {
  const { template, problem } = readTemplate(text)
  if (template === null) return problem.code
  const name = fillTemplate(template, known)
  return 'problem' in name ? name.problem.code : name.parts.join('/')
}

test.each([
  ['{base}/{kind}/{title} v{version}', 'SDXL/lokr/Ink- wet-dry v2'],
  ['{line}/{rank}/{name}', 'Pony/4-16/ink_v2'],
  ['{collection}/{tag} {rating} {date} {hash}', 'Inks/ink 4 2026-11-30 ababababab'],
  ['/{ Name }', 'ink_v2'],
  ['{rating|"unrated"}', '4'],
])('%s', (template, name) => expect(filled(template)).toBe(name))

test.each([
  ['{colour}', 'rename/unknown-word'],
  ['{title|colour}', 'rename/unknown-word'],
  ['{}', 'rename/unknown-word'],
  ['{title', 'rename/brace'],
  ['title}', 'rename/brace'],
  ['', 'rename/empty'],
  ['{base}/', 'rename/empty'],
  ['{base}//{title}', 'rename/empty'],
  ['../{title}', 'rename/empty'],
  [' . /{title}', 'rename/empty'],
])('%j is refused', (template, code) => expect(filled(template)).toBe(code))

describe('what is not known of a file', () => {
  const bare = templateValues(
    { ...item, name: 'ink', title: null, rating: 0, line: null, architecture: null, tags: [], ranks: [] },
    { collections: [], sha256: null },
  )
  test('is asked for', () => {
    for (const word of ['version', 'rating', 'line', 'base', 'tag', 'collection', 'rank', 'hash'])
      expect(filled(`{${word}}`, bare), word).toBe('rename/no-value')
  })
  test('has another word or a text instead', () => {
    expect(filled('{line|base|"unsorted"}/{title}', bare)).toBe('unsorted/ink')
    expect(filled('{name} {rating|""}', bare)).toBe('ink')
  })
})

test.each([
  ['con', 'con-'],
  ['aux.v1', 'aux-.v1'],
  ['COM¹', 'COM¹-'],
  ['console', 'console'],
  ['.hidden', 'hidden'],
  ['..', 'rename/no-value'],
  ['ends. . ', 'ends'],
  ['a\u202eb\u200bc\nd', 'abcd'],
  ['e\u0301', 'é'],
  ['a<b>"c?*', 'abc'],
  ['\ud800x', '\ufffdx'],
])('a name like %j is %j', (title, name) => {
  expect(filled('{title}', templateValues({ ...item, title }, { collections: [], sha256: null }))).toBe(name)
})

test.each([
  ['ink v1.2', '1.2'],
  ['ink_V3', '3'],
  ['inkV10', '10'],
  ['ink-v2_1-fp16', '2.1'],
  ['dev4', null],
  ['v1_to_v2', '2'],
])('the version in %j is %j', (name, version) => {
  const known = templateValues({ ...item, name, title: null }, { collections: [], sha256: null })
  expect(known.version).toBe(version)
})
