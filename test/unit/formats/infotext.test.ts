import { describe, expect, test } from 'vitest'
import { parseInfotext, quote, writeInfotext } from '../../../src-main/formats/infotext.ts'
import { withInfotextDefaults } from '../../../src-main/formats/infotext-defaults.ts'
import { parseAttention } from '../../../src-main/text/attention.ts'
import { promptVectors } from '../../support/prompt-vectors.ts'

describe('quoting, as A1111', () => {
  test.each(Object.entries(promptVectors.a1111_quote))('%j', (value, expected) => {
    expect(quote(value)).toBe(expected)
  })
})

describe('reading, as A1111', () => {
  const usesWeights = (prompt: string): boolean =>
    parseAttention(prompt).some((fragment) => fragment.kind === 'text' && fragment.weight !== 1)

  test.each(promptVectors.a1111_infotext_parse)('$text', ({ text, parsed }) => {
    const written = parseInfotext(text)
    const read = withInfotextDefaults(
      written,
      usesWeights(written.prompt) || usesWeights(written.negativePrompt),
    )
    expect({
      Prompt: read.prompt,
      'Negative prompt': read.negativePrompt,
      ...Object.fromEntries(read.parameters),
    }).toEqual(parsed)
  })

  test('two pairs are not yet a line of parameters', () => {
    expect(parseInfotext('cat\na: b, cc: dd, ee: ff').prompt).toBe('cat\na: b, cc: dd, ee: ff')
    expect([...parseInfotext('cat\naa: b, cc: dd, ee: ff').parameters.keys()]).toEqual(['aa', 'cc', 'ee'])
  })

  test('a hostile key is a key like any other', () => {
    const { parameters } = parseInfotext('cat\n__proto__: 1, Steps: 2, Seed: 3')
    expect([...parameters]).toEqual([
      ['__proto__', '1'],
      ['Steps', '2'],
      ['Seed', '3'],
    ])
  })

  test('a megabyte of letters is read in one walk', () => {
    const text = 'a b'.repeat(400_000)
    expect(parseInfotext(text).prompt).toBe(text)
  })

  test('old habits depend on the version that wrote it', () => {
    const habits = (version: string): unknown => {
      const { parameters } = withInfotextDefaults(
        parseInfotext(`[a:b:3]\nSteps: 2, Sampler: DDIM, Refiner: x, Version: ${version}`),
        false,
      )
      return [
        'Old prompt editing timelines',
        'Downcast alphas_cumprod',
        'Refiner switch by sampling steps',
      ].map((key) => parameters.get(key))
    }
    expect(habits('v1.5.1')).toEqual([true, true, true])
    expect(habits('v1.7.0-224-gabc')).toEqual([undefined, true, true])
    expect(habits('v1.7.0-225')).toEqual([undefined, undefined, true])
    expect(habits('v1.10.1')).toEqual([undefined, undefined, false])
    expect(habits('Lamina 0.1.0')).toEqual([undefined, undefined, false])
  })
})

describe('writing', () => {
  test('fixed keys in A1111’s order, the rest between them and the version', () => {
    const text = writeInfotext('cat', 'dog', [
      ['Version', 'x'],
      ['Lora hashes', 'a: 1, b: 2'],
      ['Seed', '18446744073709551615'],
      ['Tiling', 'Tiling'],
      ['VAE', undefined],
      ['Steps', 20],
      ['Sampler', 'Euler'],
    ])
    expect(text).toBe(
      'cat\nNegative prompt: dog\n' +
        'Steps: 20, Sampler: Euler, Seed: 18446744073709551615, Tiling, Lora hashes: "a: 1, b: 2", Version: x',
    )
  })

  test('a prompt that would be read as something else is repeated as a parameter', () => {
    const prompt = 'cat\nNegative prompt: is only a phrase'
    const text = writeInfotext(prompt, '', [
      ['Steps', 1],
      ['Sampler', 'Euler'],
      ['Seed', 0],
    ])
    expect(text).toContain('Prompt: "cat\\nNegative prompt: is only a phrase"')
    expect(parseInfotext(text)).toMatchObject({ prompt, negativePrompt: '' })
  })
})
