// The pickle machine: every kind of instruction, and programs that want to hurt.
import { describe, expect, test } from 'vitest'
import { PickleError } from '../../../../src-main/formats/pickle/byte-cursor.ts'
import { unpickle } from '../../../../src-main/formats/pickle/machine.ts'
import { globalsIn, textKeyed, type PickleValue } from '../../../../src-main/formats/pickle/values.ts'
import { bytesOf, p, type Piece } from '../../../support/write-pickle.ts'

const run = (...pieces: Piece[]): PickleValue => unpickle(bytesOf(...pieces, '.')).value
const tuple = (...items: PickleValue[]): PickleValue => ({ type: 'tuple', items })
const list = (...items: PickleValue[]): PickleValue => ({ type: 'list', items })

describe('plain values', () => {
  test.each<[string, Piece[], PickleValue]>([
    ['None', ['N'], null],
    ['True', [0x88], true],
    ['False', [0x89], false],
    ['True of protocol 0', ['I01\n'], true],
    ['a number of protocol 0', ['I-12\n'], -12],
    ['a long of protocol 0', ['L123L\n'], 123],
    ['four bytes', ['J', Uint8Array.of(0xfe, 0xff, 0xff, 0xff)], -2],
    ['one byte', ['K', 200], 200],
    ['two bytes', ['M', Uint8Array.of(1, 2)], 513],
    ['a long of no bytes', [0x8a, 0], 0],
    ['a negative long', [0x8a, 2, Uint8Array.of(0, 0xff)], -256],
    ['a long beyond 2^53', [0x8a, 8, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1)], 2n ** 56n + 1n],
    ['a float', ['G', Uint8Array.of(0xbf, 0xf8, 0, 0, 0, 0, 0, 0)], -1.5],
    ['a float of protocol 0', ['F1.25\n'], 1.25],
    ['a quoted text', ["S'ab'\n"], 'ab'],
    ['a text', ['X', Uint8Array.of(2, 0, 0, 0), Uint8Array.of(0xc3, 0xa9)], 'é'],
    ['a short text', [0x8c, 1, 'a'], 'a'],
    ['a long text', [0x8d, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), 'a'], 'a'],
  ])('%s', (_, pieces, expected) => expect(run(...pieces)).toEqual(expected))
})

test('bytes', () => expect([...(run('C', 2, Uint8Array.of(1, 2)) as Uint8Array)]).toEqual([1, 2]))

describe('containers', () => {
  test.each<[string, Piece[], PickleValue]>([
    ['tuples', ['K', 1, 'K', 2, 'K', 3, 0x87], tuple(1, 2, 3)],
    ['a tuple since the mark', ['(K', 1, 'K', 2, 't'], tuple(1, 2)],
    ['an empty tuple', [')'], tuple()],
    ['a list that grows', ['](K', 1, 'K', 2, 'eK', 3, 'a'], list(1, 2, 3)],
    ['a set', [0x8f, '(K', 1, 0x90], { type: 'set', items: [1] }],
    ['a dict', ['}K', 1, 'K', 2, 's'], { type: 'dict', pairs: [[1, 2]] }],
    ['what the memo keeps', ['K', 7, 'q', 3, '0h', 3, 'h', 3, 0x86], tuple(7, 7)],
    ['what the memo counts', [0x80, 4, 'K', 7, 0x94, '0h', 0], 7],
  ])('%s', (_, pieces, expected) => expect(run(...pieces)).toEqual(expected))

  test('an OrderedDict is one, with the last of equal keys', () => {
    const pairs = p.list(p.tuple(p.text('a'), p.int(1)), p.tuple(p.text('a'), p.int(2)))
    const value = run(p.call('collections', 'OrderedDict', pairs), p.text('b'), p.int(3), 's')
    expect(textKeyed(value)).toEqual(
      new Map([
        ['a', 2],
        ['b', 3],
      ]),
    )
  })

  test('a list may hold itself', () => {
    const value = run(']q', 0, 'h', 0, 'a') as { items: PickleValue[] }
    expect(value.items[0]).toBe(value)
    expect(globalsIn(value as PickleValue)).toEqual([])
  })
})

describe('nothing is called', () => {
  const evil = (how: Piece[]): PickleValue => run(...how)
  test.each<[string, Piece[]]>([
    ['REDUCE', [p.call('os', 'system', p.text('echo hello'))]],
    ['NEWOBJ', [p.global('os', 'system'), p.tuple(p.text('echo hello')), 0x81]],
    ['NEWOBJ_EX', [p.global('os', 'system'), p.tuple(p.text('echo hello')), '}', 0x92]],
    ['INST', ['(', p.text('echo hello'), 'ios\nsystem\n']],
    ['OBJ', ['(', p.global('os', 'system'), p.text('echo hello'), 'o']],
    ['STACK_GLOBAL', [p.text('os'), p.text('system'), 0x93, p.tuple(p.text('echo hello')), 'R']],
  ])('%s only says what it would call', (_, how) =>
    expect(evil(how)).toMatchObject({
      type: 'object',
      callable: { type: 'global', name: 'os.system' },
      args: tuple('echo hello'),
    }),
  )

  test('state that is put into an object is kept with it, so that globals in it are found', () =>
    expect(globalsIn(run(p.call('a', 'B'), p.dict(['x', p.global('c', 'D')]), 'b'))).toEqual(['a.B', 'c.D']))
})

test('what lies outside is listed, and the end is told', () => {
  const bytes = bytesOf(p.persistent(p.text('one')), 'Pname\n', 0x86, '.', 'rest')
  const { persistentIds, end, value } = unpickle(bytes)
  expect(persistentIds).toEqual([tuple('one'), 'name'])
  expect(end).toBe(bytes.length - 4)
  expect(value).toEqual(tuple({ type: 'persistent', id: tuple('one') }, { type: 'persistent', id: 'name' }))
})

describe('refused', () => {
  test.each<[string, Piece[], RegExp]>([
    ['an empty stack', [''], /empty stack/],
    ['a mark never made', ['t'], /mark/],
    ['a memory never kept', ['h', 9], /recalls 9/],
    ['an unknown instruction', [0xff], /no instruction/],
    ['appending to a number', ['K', 1, 'K', 2, 'a'], /not a list/],
    ['assigning to a list', ['](K', 1, 'K', 2, 'u'], /not a dictionary/],
    ['a key without a value', ['}(K', 1, 'u'], /without a value/],
    ['a global of numbers', ['K', 1, 'K', 2, 0x93], /other than text/],
    ['an absurdly long number', [0x8b, Uint8Array.of(0xff, 0, 0, 0), new Uint8Array(255)], /absurdly long/],
    ['digits without end', [`I${'9'.repeat(100_000)}\n`], /number/],
    ['an extension', [0x82, 1], /extension/],
    ['outside buffers', [0x97], /buffers/],
  ])('%s', (_, pieces, message) => {
    expect(() => run(...pieces)).toThrow(PickleError)
    expect(() => run(...pieces)).toThrow(message)
  })

  test.each([
    ['a text of 4 GB', ['X', Uint8Array.of(0xff, 0xff, 0xff, 0xff)]],
    ['bytes of 2^63', [0x8e, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80)]],
    ['a line without end', ['cos']],
  ] as const)('%s that is not there', (_, pieces) =>
    expect(() => unpickle(bytesOf(...pieces))).toThrow(expect.objectContaining({ ended: true })),
  )
})

describe('bombs', () => {
  test('many marks and lists in lists', () => {
    expect(() => unpickle(bytesOf('('.repeat(200_000), '.'))).toThrow(PickleError)
    const nested = unpickle(bytesOf(']'.repeat(200_000), 'a'.repeat(199_999), '.'))
    expect(globalsIn(nested.value)).toEqual([])
  })

  test('a tree that doubles at every level stays a chain', () => {
    const doubling = bytesOf(
      p.global('a', 'B'),
      ...Array.from({ length: 500 }, () => bytesOf('2', 0x86)),
      '.',
    )
    expect(globalsIn(unpickle(doubling).value)).toEqual(['a.B'])
  })

  test('a program without end', () => {
    expect(() => unpickle(bytesOf('N0'.repeat(1_500_000), '.'))).toThrow(/more instructions/)
  })
})
