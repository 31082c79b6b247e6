import { describe, expect, test } from 'vitest'
import { a1111Text } from '../../../src-main/text/profiles/a1111.ts'
import { comfyText } from '../../../src-main/text/profiles/comfyui.ts'
import { entryAtCall, type PlanRequest } from '../../../src-main/text/prompt-plan.ts'

const base: Omit<PlanRequest, 'prompt'> = { steps: 10, callsPerStep: 1 }

test('a plain prompt is one part with one text', () => {
  expect(a1111Text.plan({ ...base, prompt: 'a cat' })).toEqual({
    parts: [{ weight: 1, schedule: [{ endAtCall: 10, text: 'a cat' }] }],
    extraNetworks: [],
  })
})

test('tags are taken out first, then AND, then schedules', () => {
  const plan = a1111Text.plan({ ...base, prompt: '<lora:ink:0.5>[cat:dog:4] AND sea :0.5' })
  expect(plan.extraNetworks).toEqual([{ type: 'lora', positional: ['ink', '0.5'], named: {} }])
  expect(plan.parts).toEqual([
    {
      weight: 1,
      schedule: [
        { endAtCall: 4, text: 'cat' },
        { endAtCall: 10, text: 'dog' },
      ],
    },
    { weight: 0.5, schedule: [{ endAtCall: 10, text: ' sea' }] },
  ])
})

test('negative prompts keep tags, AND and a trailing weight, but follow schedules', () => {
  const prompt = '<lora:ink:1> a AND [b:c:0.5] :1.2'
  expect(a1111Text.plan({ ...base, prompt, role: 'negative' })).toEqual({
    parts: [
      {
        weight: 1,
        schedule: [
          { endAtCall: 5, text: '<lora:ink:1> a AND b :1.2' },
          { endAtCall: 10, text: '<lora:ink:1> a AND c :1.2' },
        ],
      },
    ],
    extraNetworks: [],
  })
})

test('ComfyUI prompts have none of these', () => {
  const prompt = '<lora:ink:1> [a:b:3] AND c'
  expect(comfyText.plan({ ...base, prompt })).toEqual({
    parts: [{ weight: 1, schedule: [{ endAtCall: 10, text: prompt }] }],
    extraNetworks: [],
  })
})

describe('samplers that call twice a step', () => {
  const ends = (prompt: string): number[] | undefined =>
    a1111Text.plan({ ...base, prompt, callsPerStep: 2 }).parts[0]?.schedule.map((entry) => entry.endAtCall)

  test('whole numbers count calls, fractions keep their meaning', () => {
    expect(ends('[a:b:5]')).toEqual([5, 20])
    expect(ends('[a:b:0.5]')).toEqual([10, 20])
  })
})

describe('the text at a call', () => {
  const textsAt = (prompt: string, calls: readonly number[]): string[] => {
    const [part] = a1111Text.plan({ ...base, prompt }).parts
    return calls.map((call) => entryAtCall(part?.schedule ?? [], call)?.text ?? '')
  }

  test('an end at 5 covers calls 0 to 5', () => {
    expect(textsAt('[a:b:5]', [0, 5, 6, 9])).toEqual(['a', 'a', 'b', 'b'])
  })

  test('alternation starts with its first text twice', () => {
    expect(textsAt('[a|b]', [0, 1, 2, 3])).toEqual(['a', 'a', 'b', 'a'])
  })

  test('calls past the end keep the last text', () => {
    expect(textsAt('[a:b:5]', [10, 25])).toEqual(['b', 'b'])
  })
})
