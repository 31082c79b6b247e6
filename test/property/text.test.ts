// Whatever is typed: prompts never throw, schedules cover every step, chunks have the encoder's shape.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAttention } from '../../src-main/text/attention.ts'
import { encodeText } from '../../src-main/text/chunks.ts'
import { parseComfyWeights } from '../../src-main/text/comfy-weights.ts'
import { chunkLength } from '../../src-main/text/pieces.ts'
import { textProfiles } from '../../src-main/text/profiles/table.ts'
import { entryAtCall } from '../../src-main/text/prompt-plan.ts'
import { clipTokenizer } from '../../src-main/text/tokenizer.ts'

const syntax = fc.constantFrom(
  ...['(', ')', '[', ']', ':', '|', '\\', ',', ' ', '\n', '<lora:x:1>', 'BREAK', 'AND', '(a:1.5)', ':1e9)'],
  ...['[a:b:3]', '[c|d]', '0.5', '-2', 'cat', '日本', '😀', '\ud83d', '&amp;', '\u0000', '__proto__'],
)
const prompts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(syntax, { maxLength: 120 }).map((parts) => parts.join('')),
)
const profiles = fc.constantFrom(...Object.values(textProfiles))

test('a plan covers every call with some part', () => {
  fc.assert(
    fc.property(
      prompts,
      profiles,
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom(1, 2),
      fc.constantFrom('positive' as const, 'negative' as const),
      (prompt, profile, steps, callsPerStep, role) => {
        const { parts } = profile.plan({ prompt, steps, callsPerStep, role })
        expect(parts.length).toBeGreaterThan(0)
        for (const part of parts) {
          expect(part.weight).toSatisfy(Number.isFinite)
          const ends = part.schedule.map((entry) => entry.endAtCall)
          expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b))
          expect(ends[0]).toBeGreaterThanOrEqual(1)
          expect(ends.at(-1)).toBe(steps * callsPerStep)
          for (const { endAtCall, text } of part.schedule)
            expect(entryAtCall(part.schedule, endAtCall)?.text).toBe(text)
        }
      },
    ),
  )
})

test('weights are finite and no letter is lost', () => {
  fc.assert(
    fc.property(prompts, (prompt) => {
      for (const fragments of [parseAttention(prompt), parseComfyWeights(prompt)]) {
        for (const fragment of fragments) {
          if (fragment.kind === 'text') expect(fragment.weight).toSatisfy(Number.isFinite)
        }
      }
      const letters = (text: string): string => text.replaceAll('BREAK', '').replace(/[^\p{L}]/gu, '')
      const kept = parseAttention(prompt).map((fragment) => (fragment.kind === 'text' ? fragment.text : ''))
      expect(letters(kept.join(''))).toBe(letters(prompt))
    }),
  )
})

test('chunks are 77 long: BOS, words, EOS, padding', () => {
  const tokenizer = clipTokenizer()
  fc.assert(
    fc.property(prompts, profiles, fc.constantFrom(0, 49407), (prompt, profile, padId) => {
      const { chunks, tokenCount } = encodeText(prompt, { profile, tokenizer, padId })
      expect(chunks.length).toBe(Math.max(1, Math.floor((tokenCount - 1) / 75) + 1))
      for (const { ids, weights, used } of chunks) {
        expect([ids.length, weights.length]).toEqual([chunkLength, chunkLength])
        expect([ids[0], ids[used + 1]]).toEqual([tokenizer.bos, tokenizer.eos])
        expect(new Set(ids.slice(used + 2))).toEqual(new Set(used < 75 ? [padId] : []))
        expect(weights.every(Number.isFinite)).toBe(true)
        expect([weights[0], ...weights.slice(used + 1)].every((weight) => weight === 1)).toBe(true)
        expect(ids.every((id) => id >= 0 && id < tokenizer.vocabularySize)).toBe(true)
      }
    }),
  )
})
