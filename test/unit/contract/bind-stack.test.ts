// Which file an entry of a stack means, when the stack comes from elsewhere.
import { describe, expect, test } from 'vitest'
import { missingAdapter, missingKey, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { bindStack, type AdapterLookup, type BindableAdapter } from '../../../src-main/contract/bind-stack.ts'

const sha = (digit: string): string => digit.repeat(64)
const entry = (adapter: string, change: Partial<StackEntry> = {}): StackEntry => ({
  id: adapter,
  adapter,
  name: 'ink',
  on: true,
  weight: 0.7,
  textWeight: 0.2,
  blockWeights: null,
  schedule: null,
  fromTag: false,
  dynamicRank: null,
  ...change,
})
const ink: BindableAdapter = { id: 'i', name: 'ink', sha256: sha('1'), autoV3: sha('a'), missing: false }
const wash: BindableAdapter = { id: 'w', name: 'wash', sha256: sha('2'), autoV3: null, missing: false }

function lookup(...all: BindableAdapter[]): AdapterLookup {
  return {
    find: (id) => all.find((one) => one.id === id) ?? null,
    byName: (name) => all.find((one) => one.name === name) ?? null,
    byHash: (hash) =>
      all.find(({ sha256, autoV3 }) => [sha256, autoV3].some((known) => known?.startsWith(hash))) ?? null,
  }
}
const acted = (sha256: string): Parameters<typeof bindStack>[2] => [
  { name: 'ink', kind: 'lora', sha256, weight: 0.7, textWeight: 0.2, matched: 1, unmatched: 0 },
]

test('an adapter that is there stays as it is', () => {
  const stack = [entry('i'), entry('w', { name: 'wash' })]
  expect(bindStack(stack, lookup(ink, wash))).toEqual(stack)
})

describe('an adapter of another catalog is found', () => {
  test('by its hash, whatever it is called here', () => {
    const renamed = { ...ink, name: 'ink (1)' }
    expect(bindStack([entry('elsewhere')], lookup(wash, renamed), acted(sha('1')))).toEqual([
      entry('i', { id: 'elsewhere' }),
    ])
  })
  test('by its name, when no hash is known', () => {
    expect(bindStack([entry('elsewhere')], lookup(ink, wash))[0]?.adapter).toBe('i')
    const unread = { ...ink, sha256: null, autoV3: null }
    expect(bindStack([entry('elsewhere')], lookup(unread), acted(sha('1')))[0]?.adapter).toBe('i')
  })
  test('but another file of the same name is not it', () => {
    expect(bindStack([entry('elsewhere')], lookup(ink), acted(sha('9')))[0]?.adapter).toBe(
      missingAdapter(sha('9')),
    )
  })
})

test('one that is nowhere keeps everything but its id, and is bound when its file appears', () => {
  const [lost] = bindStack([entry('gone')], lookup(wash))
  expect(lost).toEqual(entry('missing:ink', { id: 'gone' }))
  expect(bindStack([lost!], lookup(wash))).toEqual([lost])
  expect(bindStack([lost!], lookup(wash, ink))[0]?.adapter).toBe('i')
  const [byHash] = bindStack([entry('gone')], lookup(), acted(sha('1')))
  expect(missingKey(byHash!.adapter)).toBe(sha('1'))
  expect(bindStack([byHash!], lookup({ ...ink, name: 'other' }))[0]?.adapter).toBe('i')
})

test('one that the catalog lists as missing keeps its id, unless a copy is there', () => {
  const vanished = { ...ink, missing: true }
  expect(bindStack([entry('i')], lookup(vanished))).toEqual([entry('i')])
  const copy = { ...ink, id: 'copy', name: 'copy of ink' }
  expect(bindStack([entry('i')], lookup(vanished, copy))[0]?.adapter).toBe('i')
  const copyFirst = lookup(copy, vanished)
  expect(bindStack([entry('i')], copyFirst)[0]?.adapter).toBe('copy')
})

test('a record speaks of the entries that were on, in their order', () => {
  const stack = [entry('x', { name: 'wash', on: false }), entry('y')]
  const bound = bindStack(stack, lookup({ ...ink, name: 'renamed' }), acted(sha('1')))
  expect(bound.map(({ adapter }) => adapter)).toEqual(['missing:wash', 'i'])
})

test.each(['__proto__', '../../etc/passwd', 'missing:', 'missing:__proto__'])(
  '%s is just nowhere',
  (adapter) => {
    expect(bindStack([entry(adapter)], lookup(wash))[0]?.adapter.startsWith('missing:')).toBe(true)
  },
)
