// How flags are read, and what is said about those that cannot be.
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseFlags, type Command } from '../../../../src-main/shells/cli/command.ts'

const draw: Command = {
  name: 'draw',
  usage: 'draw F [--guidance N] [--prompt T] [--out F] [--json]',
  summary: 'Draws.',
  words: ['file'],
  flags: { guidance: 'text', prompt: 'text', out: 'text', json: 'switch' },
  run: () => Promise.resolve(),
}
const read = (...args: string[]) => parseFlags(draw, ['word', ...args])

describe('values', () => {
  test.each<[string[], number | undefined]>([
    [['--guidance', '-1.5'], -1.5],
    [['--guidance=-1.5'], -1.5],
    [['--guidance', '-.5'], -0.5],
    [['--guidance', '1e2'], 100],
    [['--guidance', '1', '--guidance', '2'], 2],
    [[], undefined],
  ])('%j is the number %j', (args, number) => {
    expect(read(...args).number('guidance')).toBe(number)
  })

  test.each([
    [['--prompt', '-cat'], '-cat'],
    [['--prompt=--cat'], '--cat'],
    [['--prompt=a=b'], 'a=b'],
    [['--prompt', '<lora:x:1>, (a:1.2)'], '<lora:x:1>, (a:1.2)'],
    [['--prompt', ''], ''],
  ])('%j is the prompt %j', (args, prompt) => {
    expect(read(...args).needed('prompt')).toBe(prompt)
  })

  test('a path is absolute', () => {
    expect(read('--out', 'a/b.png').path('out')).toBe(resolve('a/b.png'))
    expect(read().path('out')).toBeUndefined()
  })

  test('switches are on or off, and every command takes --verbose', () => {
    expect(read('--json', '--verbose').on('json')).toBe(true)
    expect(read().on('json')).toBe(false)
  })

  test('a word may stand between flags', () => {
    expect(parseFlags(draw, ['--guidance', '-1', 'a.png', '--json']).words).toEqual(['a.png'])
  })
})

describe('misuse', () => {
  test.each([
    [['--colour', 'red'], 'usage/unknown-flag', 'There is no flag "--colour".'],
    [['--toString', 'x'], 'usage/unknown-flag', 'There is no flag "--toString".'],
    [['-q'], 'usage/unknown-flag', 'There is no flag "-q".'],
    [['--prompt'], 'usage/needs-value', '--prompt takes a value.'],
    [['--prompt', '--json'], 'usage/needs-value', '--prompt takes a value.'],
    [['--json=yes'], 'usage/no-value', '--json takes no value.'],
    [['another'], 'usage/words', `Usage: lamina ${draw.usage}`],
  ])('%j', (args, code, message) => {
    expect(() => read(...args)).toThrow(expect.objectContaining({ code, message }))
  })

  test.each(['NaN', 'Infinity', '-Infinity', '1,5', 'much', '', ' '])('%j is not a number', (text) => {
    expect(() => read('--guidance', text).number('guidance')).toThrow(
      expect.objectContaining({
        code: 'usage/not-a-number',
        message: `--guidance takes a number, not "${text}".`,
      }),
    )
  })

  test('a needed flag that is missing is named, with the usage', () => {
    const error = expect.objectContaining({
      code: 'usage/missing-flag',
      message: 'Missing required flag --out.',
    }) as Error
    expect(() => read().needed('out')).toThrow(error)
    expect(() => read().neededPath('out')).toThrow(error)
  })

  test('an empty path is not the working folder', () => {
    expect(() => read('--out', '').path('out')).toThrow(expect.objectContaining({ code: 'usage/empty-path' }))
  })
})
