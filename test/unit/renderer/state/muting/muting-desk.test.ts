// Muted adapters as a window looks at them, over a pretend host: shown again or begun, told late or early, damped.
import { expect, test } from 'vitest'
import { AppError } from '../../../../../src-main/base/errors.ts'
import { plainEntry, type StackEntry } from '../../../../../src-main/contract/adapter.ts'
import type { MutedCell, Muting } from '../../../../../src-main/contract/muting.ts'
import type { PictureSummary } from '../../../../../src-main/contract/studio.ts'
import { MutingDesk } from '../../../../../src-renderer/state/muting/muting-desk.svelte.ts'
import type { StudioListener } from '../../../../../src-renderer/state/studio.svelte.ts'
import { en } from '../../../../../src-renderer/messages/en.ts'

const picture = { id: 'p', url: '/p', width: 4, height: 4 } as PictureSummary
const cell = (name: string | null, change: Partial<MutedCell> = {}): MutedCell => ({
  entry: name === null ? null : { id: name, adapter: name, name, weight: 1 },
  ...{ state: 'waiting', job: null, error: null, url: null, distance: null },
  ...change,
})
const done = (name: string, share: number): MutedCell =>
  cell(name, {
    ...{ state: 'done', job: name, url: `/${name}` },
    distance: { width: 1, height: 1, share, mean: share / 10, mapUrl: `/map/${name}` },
  })
const mutingOf = (of: PictureSummary, ...cells: MutedCell[]): Muting => ({
  ...{ id: 'one', state: 'running', secondsEach: null, picture: of, base: 'unknown', why: [], cells },
  request: {} as Muting['request'],
})

function open(newest: Muting | null, start: () => Promise<Muting>) {
  const listeners: StudioListener[] = []
  const asked: string[] = []
  const changed: unknown[] = []
  const said: string[] = []
  const entries: StackEntry[] = [plainEntry({ id: 'ink', adapter: 'ink', name: 'ink', weight: 0.8 })]
  const backend = {
    muting: {
      start: () => {
        asked.push('start')
        return start()
      },
      newest: () => {
        asked.push('newest')
        return Promise.resolve({ at: '', muting: newest })
      },
    },
    mediaBytes: (url: string) => {
      asked.push(url)
      return Promise.resolve(Uint8Array.of(200))
    },
  }
  const parts = {
    studio: {
      backend,
      data: { muting: newest, drafts: [] },
      listen: (listener: StudioListener) => listeners.push(listener),
    },
    session: { useSettings: (...all: unknown[]) => changed.push(all) },
    stack: { entries, change: (...all: unknown[]) => (changed.push(all), null) },
    histories: { at: () => null, wayBack: () => null },
    toasts: {
      attempt: (act: () => Promise<unknown>) => act().then(() => true),
      say: (text: string) => said.push(text),
    },
    look: { words: en, number: String },
  }
  const desk = new MutingDesk(parts as unknown as ConstructorParameters<typeof MutingDesk>[0])
  const tell = (event: Parameters<StudioListener>[0]): void => listeners.forEach((listen) => listen(event))
  return { desk, asked, changed, said, tell }
}
const never = (): Promise<Muting> => Promise.reject(new AppError('muting/no-adapter'))

test('what there is of the picture is shown again; of another one, it is begun', async () => {
  const there = mutingOf(picture, cell(null), done('ink', 0.5))
  const again = open(there, never)
  await again.desk.open(picture)
  expect(again.asked).toEqual(['newest', '/map/ink'])
  expect(again.desk.suspects.map(({ cell: { entry } }) => entry.name)).toEqual(['ink'])

  const other = open(there, () =>
    Promise.resolve(mutingOf({ ...picture, id: 'q' }, cell(null), cell('wash'))),
  )
  await other.desk.open({ ...picture, id: 'q' })
  expect(other.asked).toEqual(['newest', 'start'])
  expect(other.desk.active?.cell.entry.name).toBe('wash')
})

test('what keeps it from beginning is shown where it would be', async () => {
  const { desk } = open(null, never)
  await desk.open(picture)
  expect([desk.failure?.code, desk.muting, desk.isBeginning]).toEqual(['muting/no-adapter', null, false])
  desk.close()
  expect([desk.picture, desk.failure]).toEqual([null, null])
})

test('it fills as the host tells, the strongest first, and is gone when the host says so', async () => {
  const { desk, tell, asked } = open(null, () =>
    Promise.resolve(mutingOf(picture, cell(null), cell('ink'), cell('wash'))),
  )
  await desk.open(picture)
  tell({ type: 'muting-cell', muting: 'one', index: 1, cell: done('ink', 0.2) })
  tell({ type: 'muting-cell', muting: 'one', index: 2, cell: done('wash', 0.4) })
  tell({ type: 'muting-cell', muting: 'other', index: 2, cell: cell('wash') })
  expect(desk.suspects.map(({ cell: { entry } }) => entry.name)).toEqual(['wash', 'ink'])
  await expect.poll(() => desk.mapOf(2)).not.toBe(null)
  expect(asked).toEqual(['start', '/map/ink', '/map/wash'])
  desk.choose(1)
  expect(desk.active?.cell.entry.name).toBe('ink')
  desk.point({ left: 0, top: 0, right: 1, bottom: 1 })
  expect(desk.active?.index).toBe(desk.suspects[0]!.index)
  desk.turn()
  desk.turn()
  expect(desk.view).toBe('map')
  tell({ type: 'muting-removed', id: 'one' })
  expect([desk.muting, desk.picture?.id, desk.suspects]).toEqual([null, 'p', []])
})

test('one that is told of before the answer to its start is asked for once more', async () => {
  const told = { ...mutingOf(picture, cell(null), done('ink', 0.3)) }
  const { desk, asked, tell } = open(told, () => {
    tell({ type: 'muting-cell', muting: 'one', index: 1, cell: done('ink', 0.3) })
    return Promise.resolve(mutingOf(picture, cell(null), cell('ink')))
  })
  await desk.open({ ...picture, id: 'p' })
  await desk.again()
  expect(asked.filter((name) => !name.startsWith('/'))).toEqual(['newest', 'start', 'newest'])
  expect(desk.suspects[0]!.figures?.share).toBe(0.3)
})

test('D damps what is in the stack now, and says from where to where', async () => {
  const there = mutingOf(picture, cell(null), done('ink', 0.5), done('wash', 0.1))
  const { desk, changed, said } = open(there, never)
  await desk.open(picture)
  const [ink, wash] = desk.suspects
  desk.damp(ink!)
  expect(changed).toEqual([['ink', { weight: 0.56 }]])
  expect(said).toEqual(['ink damped: 0.8 → 0.56'])
  expect(desk.entryOf(wash!)).toBe(null)
  desk.damp(wash!)
  expect(changed).toHaveLength(1)
  desk.useSettings()
  expect(changed[1]).toEqual([picture, 'all'])
})
