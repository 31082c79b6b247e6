// The stream of events: numbered, resumed where it broke off, and honest about what is gone.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEventLog } from '../../../src-main/app/event-log.ts'
import { createEventBus, type EventBus } from '../../../src-main/app/events.ts'
import type { SentEvent, StudioEvent } from '../../../src-main/contract/studio.ts'
import { threadMs } from '../../support/processor-time.ts'

const removed = (id: string): StudioEvent => ({ type: 'picture-removed', id })
const order = (...ids: string[]): StudioEvent => ({ type: 'queue', order: ids })
const notice: StudioEvent = { type: 'notice', level: 'info', error: { code: 'a/b', message: 'c' } }

async function read(bus: EventBus, count: number, after?: string | null): Promise<SentEvent[]> {
  const leave = new AbortController()
  const got: SentEvent[] = []
  for await (const event of bus.subscribe(leave.signal, after)) if (got.push(event) === count) leave.abort()
  return got
}
const events = (sent: readonly SentEvent[]): SentEvent['event'][] => sent.map(({ event }) => event)

describe('a reader', () => {
  test('begins with its place; of what it has not read only the newest of a subject is left', async () => {
    const bus = createEventBus({ host: 'h' })
    bus.publish(removed('before'))
    const reader = bus.subscribe(undefined)
    for (const event of [order('1'), notice, removed('p'), order('2'), notice]) bus.publish(event)
    const got: unknown[] = []
    for (let count = 0; count < 5; count++) got.push((await reader.next()).value)
    expect(got).toEqual([
      { id: 'h-1', event: { type: 'begun' } },
      { id: 'h-3', event: notice },
      { id: 'h-4', event: removed('p') },
      { id: 'h-5', event: order('2') },
      { id: 'h-6', event: notice },
    ])
  })

  test('that comes back goes on where it was', async () => {
    const bus = createEventBus({ host: 'h' })
    const [begun] = await read(bus, 1)
    bus.publish(removed('a'))
    bus.publish(removed('b'))
    const [a] = await read(bus, 1, begun!.id)
    expect(a).toEqual({ id: 'h-1', event: removed('a') })
    expect(events(await read(bus, 1, a!.id))).toEqual([removed('b')])
    expect(bus.position()).toBe('h-2')
  })

  test('is told when what it missed is gone, and goes on with what is new', async () => {
    const bus = createEventBus({ host: 'h', capacity: 2 })
    for (const id of ['a', 'b', 'c']) bus.publish(removed(id))
    expect(events(await read(bus, 2, 'h-1'))).toEqual([removed('b'), removed('c')])
    const late = bus.subscribe(undefined, 'h-0')
    expect((await late.next()).value).toEqual({ id: 'h-3', event: { type: 'missed' } })
    bus.publish(removed('d'))
    expect((await late.next()).value).toEqual({ id: 'h-4', event: removed('d') })
  })

  test.each(['other-1', 'h-99', 'nonsense', 'h-'])('of place %s has missed all', async (after) => {
    const bus = createEventBus({ host: 'h' })
    bus.publish(removed('a'))
    expect(await read(bus, 1, after)).toEqual([{ id: 'h-1', event: { type: 'missed' } }])
  })

  test('ends with its signal, and with the bus', async () => {
    const bus = createEventBus({ host: 'h' })
    const leave = new AbortController()
    const first = bus.subscribe(leave.signal)
    await first.next()
    const waiting = first.next()
    leave.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
    const second = bus.subscribe(undefined)
    await second.next()
    const other = second.next()
    bus.close()
    expect(await other).toEqual({ done: true, value: undefined })
  })
})

describe('the log', () => {
  type Change = { subject: string | null; value: number }
  const change = fc.record({
    subject: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
    value: fc.nat(9),
  })

  test('tells whoever was there at a place the newest of every subject since, in order, or that it is gone', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.nat(60),
        fc.integer({ min: 1, max: 12 }),
        (all, at, capacity) => {
          const log = createEventLog<Change>(({ subject }) => subject, capacity)
          const numbers = all.map((event) => log.append(event))
          const place = Math.min(at, all.length)
          const since = all.slice(place)
          const expected = since.filter(
            ({ subject }, index) =>
              subject === null || !since.slice(index + 1).some((later) => later.subject === subject),
          )
          const got: Change[] = []
          let next = log.after(place)
          for (; next !== null && next !== 'missed'; next = log.after(next.number)) got.push(next.event)
          expect(numbers.at(-1) ?? 0).toBe(log.newest())
          if (next === null) expect(got).toEqual(expected)
          // It is only called gone when more was worth telling than there is room for.
          else
            expect(new Set(all.map(({ subject }, index) => subject ?? index)).size).toBeGreaterThan(capacity)
        },
      ),
    )
  })

  test('stays small, and finds its place fast, however much happens', () => {
    const log = createEventLog<Change>(({ subject }) => subject, 100)
    const begun = threadMs()
    for (let value = 0; value < 200_000; value++) log.append({ subject: `${value % 50}`, value })
    let place = 0
    for (let next = log.after(place); next !== null && next !== 'missed'; next = log.after(place))
      place = next.number
    expect(place).toBe(200_000)
    expect(threadMs() - begun).toBeLessThan(5_000)
  })
})
