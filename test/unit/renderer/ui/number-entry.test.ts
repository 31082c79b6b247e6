// A number field's editing, as its owner and the person at the keyboard see it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NumberEntry } from '../../../../src-renderer/ui/number-entry.svelte.ts'
import { readNumber, type NumberRules } from '../../../../src-renderer/ui/number-rules.ts'
import { reactive } from '../../../support/reactive.svelte.ts'
import { weightRulesWithin, weightText } from '../../../../src-renderer/ui/weight-text.ts'

const weights = weightRulesWithin({ min: -0.5, max: 1.5 })
const size: NumberRules = { min: 64, max: 8192, step: 64, shiftStep: 8, grain: 8, page: 256 }

/** An owner that takes every change, as a card takes a weight; it writes the value `format`s way. */
function field(value: number, rules = weights, format: (value: number) => string = weightText) {
  const { owner, held } = ownerOf(value)
  const entry = new NumberEntry(() => ({
    value: held.value,
    resetTo: 1,
    rules,
    format,
    onchange: owner.put,
    onsettle: (settled) => owner.settled.push(settled),
  }))
  return { owner, entry }
}
function ownerOf(first: number) {
  const held = reactive(first)
  const owner = {
    get value() {
      return held.value
    },
    settled: [] as number[],
    put: (value: number) => {
      held.value = value
    },
  }
  return { owner, held }
}
/** One key after another, as an input element reports them. */
function typeInto(entry: NumberEntry, text: string): void {
  for (let end = 1; end <= text.length; end++) entry.type(text.slice(0, end))
}

describe('typing', () => {
  test.each([
    ['0.85', 0.85, '0.85'],
    ['1.25', 1.25, '1.25'],
    ['0.35', 0.35, '0.35'],
    ['100', 100, '100.00'],
    ['-0,2', -0.2, '-0.20'],
    ['1.', 1, '1.00'],
    ['1.5*2', 3, '3.00'],
  ])('%s stays as it is typed and is %d in the end', (text, value, shown) => {
    const { owner, entry } = field(0.5)
    for (let end = 1; end <= text.length; end++) {
      entry.type(text.slice(0, end))
      expect(entry.text).toBe(text.slice(0, end))
    }
    entry.settle()
    expect(owner.value).toBe(value)
    expect(entry.text).toBe(shown)
    expect(owner.settled).toEqual([value])
  })

  test('what is not a number is kept with its problem until it is mended, and only said in the end', () => {
    const { owner, entry } = field(0.5)
    typeInto(entry, '0.x')
    expect(entry.problem).toBeNull()
    entry.settle()
    expect(entry.problem).toBe('not-a-number')
    expect(entry.text).toBe('0.x')
    entry.type('0.8')
    expect(entry.problem).toBeNull()
    expect(owner.value).toBe(0.8)
  })

  test('a problem that was left goes when the value changes elsewhere', () => {
    const { owner, entry } = field(0.5)
    typeInto(entry, 'x')
    entry.settle()
    owner.put(1)
    expect(entry.text).toBe('1.00')
    expect(entry.problem).toBeNull()
  })

  test('Escape brings back what was there before the typing', () => {
    const { owner, entry } = field(0.5)
    typeInto(entry, '0.85')
    expect(owner.value).toBe(0.85)
    expect(entry.revert()).toBe(true)
    expect(owner.value).toBe(0.5)
    expect(entry.text).toBe('0.50')
    expect(entry.revert()).toBe(false)
  })
})

describe('keys', () => {
  test('arrows, pages and ends go on from what is typed', () => {
    const { owner, entry } = field(0.5)
    typeInto(entry, '0.95')
    entry.step(1, false)
    expect(owner.value).toBe(1)
    entry.page(-1)
    expect(owner.value).toBe(0.75)
    entry.toEnd('max')
    expect(owner.value).toBe(1.5)
    entry.toEnd('min')
    expect(owner.value).toBe(-0.5)
    expect(entry.text).toBe('-0.50')
  })

  test('a size pages by 256 and ends at its limits', () => {
    const { owner, entry } = field(512, size, String)
    entry.page(1)
    expect(owner.value).toBe(768)
    entry.toEnd('max')
    expect(owner.value).toBe(8192)
    entry.page(1)
    expect(owner.value).toBe(8192)
  })

  test('a drag settles once, at its end', () => {
    const { owner, entry } = field(512, size, String)
    entry.dragStart(100)
    entry.dragTo(106, false)
    entry.dragTo(112, false)
    expect(owner.value).toBe(640)
    expect(owner.settled).toEqual([])
    entry.dragEnd()
    expect(owner.settled).toEqual([640])
  })
})

const characters = fc.constantFrom(...Array.from('0123456789.,-+*/()x '))
const action = fc.oneof(
  { weight: 8, arbitrary: characters.map((key) => ({ kind: 'type' as const, key })) },
  fc.constant({ kind: 'erase' as const }),
  fc.constant({ kind: 'settle' as const }),
  fc.constant({ kind: 'revert' as const }),
  fc.record({ kind: fc.constant('step' as const), up: fc.boolean(), shift: fc.boolean() }),
  fc.record({ kind: fc.constant('page' as const), up: fc.boolean() }),
  fc.record({ kind: fc.constant('end' as const), end: fc.constantFrom('min' as const, 'max' as const) }),
  fc.constant({ kind: 'reset' as const }),
  fc.record({
    kind: fc.constant('elsewhere' as const),
    value: fc.integer({ min: -20, max: 20 }).map((n) => n / 4),
  }),
)

test('whatever is pressed: typed text is never rewritten, and field and value always say the same', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
      const { owner, entry } = field(0.5)
      let typed: string | null = null
      for (const act of actions) {
        if (act.kind === 'type' || act.kind === 'erase') {
          typed = act.kind === 'type' ? (typed ?? entry.text) + act.key : (typed ?? entry.text).slice(0, -1)
          entry.type(typed)
          expect(entry.text).toBe(typed)
          const reading = readNumber(typed, weights)
          const plain = /^\s*[-+]?[\d.,]+\s*$/.test(typed)
          if (plain && reading.problem === null) expect(owner.value).toBe(reading.value)
          continue
        }
        if (act.kind === 'settle') entry.settle()
        else if (act.kind === 'revert') entry.revert()
        else if (act.kind === 'step') entry.step(act.up ? 1 : -1, act.shift)
        else if (act.kind === 'page') entry.page(act.up ? 1 : -1)
        else if (act.kind === 'end') entry.toEnd(act.end)
        else if (act.kind === 'reset') entry.reset()
        else {
          // The hand is elsewhere: the field was left.
          entry.settle()
          owner.put(act.value)
        }
        if (entry.problem === null) {
          expect(entry.text).toBe(weightText(owner.value))
          expect(readNumber(entry.text, weights)).toEqual({ value: owner.value, problem: null })
          typed = null
        } else typed = entry.text
      }
    }),
  )
})
