// Every recorded prompt means to us what it means to A1111 or ComfyUI.
import { describe, expect, test } from 'vitest'
import { parseAttention } from '../../../src-main/text/attention.ts'
import { parseComfyWeights } from '../../../src-main/text/comfy-weights.ts'
import { splitComposition } from '../../../src-main/text/composition.ts'
import { extractExtraNetworks, readAdapterTag } from '../../../src-main/text/extra-networks.ts'
import type { Fragment } from '../../../src-main/text/fragments.ts'
import { schedulePrompt, type ScheduleClock } from '../../../src-main/text/scheduling.ts'
import { promptVectors, type WeighedText } from '../../support/prompt-vectors.ts'

const breakMark = 'BREAK'
function pairs(fragments: readonly Fragment[]): WeighedText[] {
  return fragments.map((fragment) =>
    fragment.kind === 'break' ? [breakMark, -1] : [fragment.text, fragment.weight],
  )
}

/** The one recorded error: there a weight that is not a number stops A1111; here it is text. */
const ours: Record<string, WeighedText[]> = { '(a:1.5.2)': [['a:1.5.2', 1.1]] }

describe('A1111 attention', () => {
  test.each(Object.entries(promptVectors.a1111_attention))('%j', (prompt, recorded) => {
    const expected = typeof recorded === 'string' ? ours[prompt] : recorded
    // A break carries no weight here: inside brackets it breaks as well.
    const wanted = expected?.map(([text, weight]) => [text, text === breakMark ? -1 : weight])
    expect(pairs(parseAttention(prompt))).toEqual(wanted)
  })
})

describe('ComfyUI weights', () => {
  test.each(Object.entries(promptVectors.comfy_weights))('%j', (prompt, expected) => {
    expect(pairs(parseComfyWeights(prompt))).toEqual(expected)
  })
})

describe.each<[string, ScheduleClock, Record<string, [number, string][]>]>([
  ['first pass', { steps: 10 }, promptVectors.a1111_schedule_10_steps],
  ['second pass', { steps: 5, baseSteps: 10 }, promptVectors.a1111_schedule_hires_base10_hires5],
])('A1111 schedule, %s', (_name, clock, vectors) => {
  test.each(Object.entries(vectors))('%j', (prompt, expected) => {
    const schedule = schedulePrompt(prompt, clock)
    expect(schedule.map(({ endAtStep, text }) => [endAtStep, text])).toEqual(expected)
  })
})

describe('A1111 AND', () => {
  test.each(Object.entries(promptVectors.a1111_AND))('%j', (prompt, expected) => {
    expect(splitComposition(prompt).map(({ text, weight }) => [text, weight])).toEqual(expected)
  })
})

describe('A1111 extra networks', () => {
  test.each(Object.entries(promptVectors.a1111_extra_networks))('%j', (prompt, expected) => {
    const { text, networks } = extractExtraNetworks(prompt)
    expect(text).toBe(expected.text)
    const read = networks.map((network) => {
      const tag = readAdapterTag(network)
      return tag
        ? { ...network, te: tag.textWeight, unet: tag.weight, dyn: tag.dynamicRank, name: tag.name }
        : network
    })
    expect(read).toEqual(expected.networks)
  })
})
