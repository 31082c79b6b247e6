// The strict JSON reader: what it accepts, and where it stops.
import { describe, expect, test } from 'vitest'
import { DuplicateKeyError, JsonError, jsonReader } from '../../../src-main/formats/json-reader.ts'

const skip = (text: string) => () => {
  const reader = jsonReader(text)
  reader.skip()
  reader.end()
}

describe('any value', () => {
  test.each(['null', '-0.5e+3', ' [1, {"a": [true, false]}, ""] ', '"\\u00e9\\n\\\\"', '{}', '[]', '"\\\\"'])(
    '%s is read over',
    (text) => expect(skip(text)).not.toThrow(),
  )

  test.each([
    '',
    '{',
    '[1,]',
    '{"a"}',
    '{"a":1,}',
    '01',
    '+1',
    '.5',
    'nul',
    'True',
    '"a',
    '"\t"',
    '"\\x"',
    '"\\ud800"',
    '1 2',
    '{a:1}',
    "{'a':1}",
    '\ufeff1',
  ])('%j is refused', (text) => expect(skip(text)).toThrow(JsonError))

  test('a key that comes twice is refused, however it is written', () =>
    expect(skip('{"ab":1,"\\u0061b":2}')).toThrow(DuplicateKeyError))

  test('the same key in two objects is fine', () => expect(skip('[{"a":1},{"a":1}]')).not.toThrow())

  test('128 levels are read, 129 are not', () => {
    expect(skip('['.repeat(128) + ']'.repeat(128))).not.toThrow()
    expect(skip('['.repeat(129) + ']'.repeat(129))).toThrow(/128 levels/)
  })

  test('millions of brackets, digits, spaces and quotes stop with an error and not with the stack', () => {
    const many = 3_000_000
    for (const sign of ['[', '1', ' ', '"', '\\', '{"a":']) expect(skip(sign.repeat(many))).toThrow(JsonError)
    expect(skip(`"${'\\'.repeat(many)}`)).toThrow(JsonError)
  })
})

describe('whole numbers', () => {
  test.each([
    ['0', 0],
    [' 12', 12],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s', (text, value) => expect(jsonReader(text).count()).toBe(value))

  test.each(['-0', '-1', '1.0', '1e2', '9007199254740992', '"1"', 'null'])('%s is refused', (text) =>
    expect(() => jsonReader(text).count()).toThrow(JsonError),
  )
})

test('texts come with their escapes undone', () => {
  expect(jsonReader('"a\\"\\\\\\u00e9\\ud83d\\ude00é"').string()).toBe('a"\\é😀é')
})

test('an object is walked in its own order', () => {
  const seen: [string, number][] = []
  const reader = jsonReader('{"b": 1, "__proto__": 2, "a": 3}')
  reader.object((key) => seen.push([key, reader.count()]))
  expect(seen).toEqual([
    ['b', 1],
    ['__proto__', 2],
    ['a', 3],
  ])
})

test('the error says where', () => {
  const reader = jsonReader('[1, x]')
  expect(() => reader.skip()).toThrow(expect.objectContaining({ position: 4 }))
})
