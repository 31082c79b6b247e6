// A reader that is slow gets the newest of each subject; one that leaves is forgotten.
import { expect, test } from 'vitest'
import { createEventBus } from '../../../src-main/app/events.ts'
import type { StudioEvent } from '../../../src-main/contract/studio.ts'

const removed = (id: string): StudioEvent => ({ type: 'picture-removed', id })
const order = (...ids: string[]): StudioEvent => ({ type: 'queue', order: ids })
const notice: StudioEvent = { type: 'notice', level: 'info', error: { code: 'a/b', message: 'c' } }

test('nothing published between subscribing and reading is lost, and only the newest of a subject waits', async () => {
  const bus = createEventBus()
  const reader = bus.subscribe(undefined)
  for (const event of [order('1'), notice, removed('p'), order('2'), notice]) bus.publish(event)
  const got = []
  for (let count = 0; count < 4; count++) got.push((await reader.next()).value)
  expect(got).toEqual([notice, removed('p'), order('2'), notice])
})

test('a reader ends with its signal, and with the bus', async () => {
  const bus = createEventBus()
  const leave = new AbortController()
  const waiting = bus.subscribe(leave.signal).next()
  leave.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  const other = bus.subscribe(undefined).next()
  bus.close()
  expect(await other).toEqual({ done: true, value: undefined })
})
