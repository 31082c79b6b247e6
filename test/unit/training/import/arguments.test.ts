import { describe, expect, it } from 'vitest'
import {
  argumentOf,
  listOf,
  optionsOf,
  splitArguments,
} from '../../../../src-main/training/import/arguments.ts'

describe('arguments', () => {
  it.each([
    ['a=1 b=2', ['a=1', 'b=2']],
    ['  a=1\tb=2 ', ['a=1', 'b=2']],
    ['a=(1, 2) b=[3, 4] c={5: 6}', ['a=(1, 2)', 'b=[3, 4]', 'c={5: 6}']],
    ['d=0.65 "betas=(0.9, 0.901)"', ['d=0.65', 'betas=(0.9, 0.901)']],
    ['"a=0.05" "betas=0.9,0.95"', ['a=0.05', 'betas=0.9,0.95']],
    ["name='two words' x=1", ['name=two words', 'x=1']],
    ['a=(1', ['a=(1']],
    ['', []],
  ])('%s', (text, parts) => {
    expect(splitArguments(text)).toEqual(parts)
  })

  it('have a name and a value, with the quotes of either taken off', () => {
    expect(argumentOf('betas=(0.9,0.98)')).toEqual({ name: 'betas', value: '(0.9,0.98)' })
    expect(argumentOf(' algo = "lokr" ')).toEqual({ name: 'algo', value: 'lokr' })
    expect(argumentOf('"weight_decay=0.1"')).toEqual({ name: 'weight_decay', value: '0.1' })
    expect(argumentOf('preset=')).toEqual({ name: 'preset', value: '' })
    expect(argumentOf('just words')).toBeNull()
  })

  it('may be lists', () => {
    for (const list of ['(0.9, 0.99)', '[0.9,0.99]', '0.9, 0.99', ['0.9', '0.99']])
      expect(listOf(list)).toEqual(['0.9', '0.99'])
    expect(listOf(0.9)).toEqual([0.9])
  })

  it('of a command line are options with values, lists, or switches', () => {
    expect(optionsOf('--a 1 --b=2 --c --d "T_max=10" "eta=0" stray')).toEqual({
      a: '1',
      b: '2',
      c: true,
      d: ['T_max=10', 'eta=0', 'stray'],
    })
    expect(optionsOf('stray --a')).toEqual({ a: true })
  })
})
