// The card that the pointer rests on: known after a moment, never for another one.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HoveredItem } from '../../../../src-renderer/state/library/hovered-item.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const asked: string[] = []
  const details = async ({ id }: { id: string }) => {
    asked.push(id)
    return { item: { id } }
  }
  return { asked, hovered: new HoveredItem({ backend: { find: { details } } } as never) }
}

test('passing over asks nothing; resting asks once', async () => {
  const { asked, hovered } = open()
  hovered.point('ink')
  await vi.advanceTimersByTimeAsync(100)
  hovered.point('wash')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(asked).toEqual(['wash'])
  expect([hovered.of('ink'), hovered.of('wash')?.item.id]).toEqual([null, 'wash'])
  hovered.point(null)
  expect(hovered.of('wash')).toBeNull()
})

test('by key a card is slid to weight 0 and back, until something else is pointed at', async () => {
  const { asked, hovered } = open()
  await hovered.slide('ink')
  expect([asked, hovered.of('ink')?.item.id, hovered.slidTo('ink')]).toEqual([['ink'], 'ink', 0])
  await hovered.slide('ink')
  expect([hovered.slidTo('ink'), hovered.slidTo('wash'), asked.length]).toEqual([1, null, 1])
  hovered.point('wash')
  expect(hovered.slidTo('ink')).toBeNull()
})
