// Throwing files away and bringing them back, over a pretend journal: steps of the history, also of what was done before.
import { expect, test } from 'vitest'
import type { OperationSummary } from '../../../../src-main/contract/operation.ts'
import { LibraryTrash } from '../../../../src-renderer/state/library/library-trash.svelte.ts'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'
import type { StudioListener } from '../../../../src-renderer/state/studio.svelte.ts'
import { Toasts } from '../../../../src-renderer/state/toasts.svelte.ts'
import { testHistories } from '../../../support/test-histories.ts'

/** `systemTrash`: its folder; null where only the system knows it. */
function open(systemTrash: string | null = '/home/Trash') {
  const listeners: StudioListener[] = []
  const operations: OperationSummary[] = []
  const turn = (id: string, state: OperationSummary['state']): OperationSummary => {
    const operation = operations.find((one) => one.id === id)
    if (operation === undefined) throw new Error('nobody knows it')
    operation.state = state
    listeners.forEach((listen) => listen({ type: 'operation', operation }))
    return operation
  }
  const library = {
    trash: async ({ ids }: { ids: string[] }) => {
      if (ids.includes('locked')) throw new Error('the disk says no')
      const id = `operation-${operations.length}`
      const names = ids.map((one) => `${one}.safetensors`)
      operations.unshift({
        id,
        kind: 'trash',
        at: '',
        state: 'done',
        names,
        count: ids.length,
        problem: null,
      })
      return turn(id, 'done')
    },
    undo: async ({ id }: { id: string }) => turn(id, 'undone'),
    redo: async ({ id }: { id: string }) => turn(id, 'done'),
    operations: async () => operations.map((one) => ({ ...one })),
    trashed: async () => {
      const ids = operations
        .filter(({ kind, state }) => kind === 'trash' && state === 'done')
        .map(({ id }) => id)
      const volume = { folders: ['/models'], operations: ids, files: ids.length, sizeBytes: 1 }
      return ids.length === 0 ? [] : [{ ...volume, since: '', systemTrash: { folder: systemTrash } }]
    },
    emptyTrash: async ({ operations: ids, isForGood }: { operations: string[]; isForGood: boolean }) => {
      for (const id of ids) turn(id, 'emptied')
      if (isForGood) return []
      const emptied: OperationSummary = {
        ...{ id: 'emptying', kind: 'empty', at: '', state: 'done', names: [], count: ids.length },
        problem: null,
      }
      operations.unshift(emptied)
      return [emptied]
    },
  }
  const toasts = new Toasts()
  const look = new Look()
  const histories = testHistories(toasts, look)
  const studio = { backend: { library }, listen: (listen: StudioListener) => listeners.push(listen) }
  const trash = new LibraryTrash({ studio, histories, toasts, look } as never)
  return { trash, operations, history: histories.at('library'), toasts }
}

test('thrown away as one operation, taken back and done again by the history', async () => {
  const { trash, operations, history, toasts } = open()
  expect(await trash.throwAway(['ink', 'wash'])).toBe(true)
  expect(operations).toMatchObject([{ state: 'done', count: 2 }])
  expect(toasts.list).toMatchObject([{ message: '2 items moved to the trash.', action: { label: 'Undo' } }])
  await history.undo()
  expect(operations).toMatchObject([{ state: 'undone' }])
  await history.redo()
  expect(operations).toMatchObject([{ state: 'done' }])
})

test('what the disk refuses is told, and leaves no step', async () => {
  const { trash, history, toasts } = open()
  expect(await trash.throwAway(['locked'])).toBe(false)
  expect(toasts.list).toMatchObject([{ role: 'alert' }])
  expect(history.timeline.done).toEqual([])
  expect(await trash.throwAway([])).toBe(false)
})

test('the trash lists what lies in it, and a restored one goes from it and can go back into it', async () => {
  const { trash, operations, history } = open()
  await trash.throwAway(['ink'])
  expect(trash.list).toBeNull()
  const close = trash.open()
  await expect.poll(() => trash.list?.map(({ names }) => names)).toEqual([['ink.safetensors']])
  await trash.restore(trash.list![0]!)
  await expect.poll(() => trash.list).toEqual([])
  await history.undo()
  expect(operations).toMatchObject([{ state: 'done' }])
  await expect.poll(() => trash.list?.length).toBe(1)
  close()
  expect(trash.list).toBeNull()
})

test('what only the system’s trash can bring back is handed over without a step', async () => {
  const { trash, operations, history, toasts } = open(null)
  await trash.throwAway(['ink'])
  const close = trash.open()
  await expect.poll(() => trash.volumes.map(({ files }) => files)).toEqual([1])
  const steps = history.timeline.done.length
  await trash.handOver(trash.volumes[0]!)
  expect(operations.at(-1)).toMatchObject({ state: 'emptied' })
  expect(history.timeline.done.length).toBe(steps)
  expect(toasts.list.at(-1)).toMatchObject({ message: '1 file moved to the system’s trash.', action: null })
  close()
})

test('the trash is handed over as a step, and deleted for good without one', async () => {
  const { trash, operations, history, toasts } = open()
  await trash.throwAway(['ink'])
  const close = trash.open()
  await expect.poll(() => trash.volumes.map(({ files }) => files)).toEqual([1])
  await trash.handOver(trash.volumes[0]!)
  expect(operations).toMatchObject([{ kind: 'empty', state: 'done' }, { state: 'emptied' }])
  await history.undo()
  expect(operations[0]!.state).toBe('undone')
  await history.redo()
  expect(operations[0]!.state).toBe('done')
  await trash.throwAway(['wash'])
  await expect.poll(() => trash.volumes.map(({ files }) => files)).toEqual([1])
  const steps = history.timeline.done.length
  await trash.discard(trash.volumes[0]!)
  expect(history.timeline.done.length).toBe(steps)
  expect(toasts.list.at(-1)).toMatchObject({ message: '1 file deleted for good.', action: null })
  await expect.poll(() => trash.volumes).toEqual([])
  close()
})
