// The tokens of what is typed: counted when the hand rests, and never an older text's figure over a newer one's.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PromptCount } from '../../../../../src-main/contract/studio.ts'
import { TokenCounter } from '../../../../../src-renderer/state/picture/token-counter.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Waiting = { text: string; answer(tokens: number): void; fail(): void }

/** A host that answers when it is told to. */
function open(): { counter: TokenCounter; asked: Waiting[] } {
  const asked: Waiting[] = []
  const count = ({ text }: { text: string }) =>
    new Promise<PromptCount>((resolve, reject) =>
      asked.push({
        text,
        answer: (tokens) => resolve({ tokens, borders: tokens > 75 ? [75] : [] }),
        fail: () => reject(new Error('away')),
      }),
    )
  return { counter: new TokenCounter({ prompt: { count } }), asked }
}
const rest = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(200)
}

it('are asked for once the hand rests, and unknown until then', async () => {
  const { counter, asked } = open()
  for (const text of ['a', 'a w', 'a wall']) counter.count(text, 'a1111')
  await rest()
  expect(asked.map(({ text }) => text)).toEqual(['a wall'])
  expect(counter.isCounted).toBe(false)
  asked[0]!.answer(2)
  await rest()
  expect(counter.isCounted).toBe(true)
  expect(counter.tokens).toBe(2)
  expect(counter.room).toBe(75)
})

it('of an older text do not replace those of a newer one', async () => {
  const { counter, asked } = open()
  counter.count('a', 'a1111')
  await rest()
  counter.count('a wall', 'a1111')
  await rest()
  asked[1]!.answer(80)
  await rest()
  asked[0]!.answer(1)
  await rest()
  expect(counter.tokens).toBe(80)
  expect(counter.room).toBe(150)
  expect(counter.bordersIn('a wall')).toEqual([75])
  expect(counter.bordersIn('a')).toEqual([])
})

it('stay as they were while the host is away, and after the end', async () => {
  const { counter, asked } = open()
  counter.count('a', 'a1111')
  await rest()
  asked[0]!.answer(1)
  await rest()
  counter.count('a wall', 'a1111')
  await rest()
  asked[1]!.fail()
  counter.count('a wall, old', 'a1111')
  await rest()
  counter.stop()
  asked[2]!.answer(4)
  await rest()
  expect(counter.tokens).toBe(1)
})
