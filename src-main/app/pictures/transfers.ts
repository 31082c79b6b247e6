// What is done with many things one after the other, in the background: with how far it is, pause and cancel.
import { AppError, reportError } from '../../base/errors.ts'
import type { Transfer, TransferProblem } from '../../contract/transfer.ts'
import type { Publish } from '../../contract/studio.ts'

export type TransferWork<Item> = {
  /** A new one where it is left out. */
  readonly id?: string
  readonly kind: Transfer['kind']
  readonly items: readonly Item[]
  nameOf(item: Item): string
  /** `same`: it is there already. What it throws is told, and the next one comes. */
  take(item: Item, signal: AbortSignal): Promise<'done' | 'same'>
}

export type Transfers = {
  start<Item>(work: TransferWork<Item>): Transfer
  list(): Transfer[]
  pause(id: string, isPaused: boolean): void
  cancel(id: string): void
  /** One that is over is shown no more. */
  dismiss(id: string): void
  close(): Promise<void>
}

export type TransfersOptions = {
  publish: Publish<'transfer' | 'transfer-removed'>
  onFault(error: unknown): void
  newId(): string
}

type Running = {
  told: Transfer
  wake: () => void
  toldMs: number
  readonly startedMs: number
  restedMs: number
  /** Ends what is being done with one of them. */
  readonly ending: AbortController
}

const toldApartMs = 200
const mostProblems = 200

export function transfers({ publish, onFault, newId }: TransfersOptions): Transfers {
  const known = new Map<string, Running>()
  const working = new Set<Promise<void>>()
  let closed = false

  function find(id: string): Running {
    const found = known.get(id)
    if (found === undefined) throw new AppError('transfer/not-found', {}, { details: { id } })
    return found
  }

  function change(run: Running, fields: Partial<Transfer>, isUrgent = false): void {
    run.told = { ...run.told, ...fields }
    const now = performance.now()
    if (closed || (!isUrgent && now - run.toldMs < toldApartMs)) return
    run.toldMs = now
    publish({ type: 'transfer', transfer: run.told })
  }

  function secondsLeft({ startedMs, restedMs }: Running, done: number, of: number): number | null {
    const each = (performance.now() - startedMs - restedMs) / done
    return done < 3 ? null : ((of - done) * each) / 1000
  }

  async function rest(run: Running): Promise<void> {
    const since = performance.now()
    while (run.told.state === 'paused' && !closed)
      await new Promise<void>((resolve) => {
        run.wake = resolve
      })
    run.restedMs += performance.now() - since
  }

  async function work<Item>(run: Running, { items, nameOf, take }: TransferWork<Item>): Promise<void> {
    for (const [index, item] of items.entries()) {
      await rest(run)
      if (closed || run.told.state === 'cancelled') break
      let same = run.told.same
      let failure: TransferProblem | null = null
      try {
        if ((await take(item, run.ending.signal)) === 'same') same += 1
      } catch (error) {
        if (run.ending.signal.aborted) break
        failure = { name: nameOf(item), problem: reportError(error) }
      }
      const done = index + 1
      const { problems, failed } = run.told
      change(run, {
        ...{ done, same, secondsLeft: secondsLeft(run, done, items.length) },
        failed: failed + (failure === null ? 0 : 1),
        problems: failure === null || problems.length >= mostProblems ? problems : [...problems, failure],
      })
    }
  }

  async function whole<Item>(run: Running, asked: TransferWork<Item>): Promise<void> {
    try {
      await work(run, asked)
    } finally {
      const state = run.told.state === 'cancelled' ? 'cancelled' : 'done'
      change(run, { state, secondsLeft: null }, true)
    }
  }

  return {
    start(asked) {
      const run: Running = {
        told: {
          id: asked.id ?? newId(),
          kind: asked.kind,
          state: 'running',
          ...{ done: 0, of: asked.items.length, same: 0, problems: [], failed: 0, secondsLeft: null },
        },
        wake: () => undefined,
        ending: new AbortController(),
        ...{ toldMs: -Infinity, startedMs: performance.now(), restedMs: 0 },
      }
      known.set(run.told.id, run)
      change(run, {}, true)
      const going = whole(run, asked).catch(onFault)
      working.add(going)
      void going.finally(() => working.delete(going))
      return run.told
    },
    list: () => [...known.values()].map(({ told }) => told),
    pause(id, isPaused) {
      const run = find(id)
      if (run.told.state !== 'running' && run.told.state !== 'paused') return
      change(run, { state: isPaused ? 'paused' : 'running' }, true)
      run.wake()
    },
    cancel(id) {
      const run = find(id)
      if (run.told.state === 'done') return
      change(run, { state: 'cancelled', secondsLeft: null }, true)
      run.ending.abort()
      run.wake()
    },
    dismiss(id) {
      const { told } = find(id)
      if (told.state === 'running' || told.state === 'paused') return
      known.delete(id)
      publish({ type: 'transfer-removed', id })
    },
    async close() {
      closed = true
      for (const run of known.values()) {
        run.ending.abort()
        run.wake()
      }
      await Promise.allSettled(working)
    },
  }
}
