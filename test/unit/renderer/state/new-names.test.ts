// New names while they are thought of, over a pretend host: what is typed last is what is done, as one step of the history.
import { expect, test, vi } from 'vitest'
import type { RenamePreview } from '../../../../src-main/contract/rename.ts'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'
import { NewNames } from '../../../../src-renderer/state/library/new-names.svelte.ts'
import { Toasts } from '../../../../src-renderer/state/toasts.svelte.ts'
import { testHistories } from '../../../support/test-histories.ts'

type Wish = { ids: string[]; template: string }

function open() {
  const done: string[] = []
  const library = {
    async previewNames({ ids, template }: Wish): Promise<RenamePreview> {
      const conflicts = template.includes('bad') ? 1 : 0
      const rows = ids.map((id) => ({ id, from: id, to: template, companions: [], conflict: null }))
      return {
        problem: null,
        going: ids.length - conflicts,
        conflicts,
        staying: 0,
        left: [],
        rows,
        plan: template,
      }
    },
    async rename({ plan }: { plan: string }) {
      done.push(`rename ${plan}`)
      return { id: 'operation' }
    },
    async undo({ id }: { id: string }) {
      done.push(`undo ${id}`)
    },
    async redo({ id }: { id: string }) {
      done.push(`redo ${id}`)
    },
  }
  const toasts = new Toasts()
  const look = new Look()
  const histories = testHistories(toasts, look)
  const studio = { backend: { library, downloads: { places: async () => [] } } }
  const names = new NewNames({ studio, histories, toasts, look } as never)
  return { names, done, toasts, history: histories.at('library') }
}

test('what was typed last is done, and taken back and done again as one step', async () => {
  const { names, done, toasts, history } = open()
  const close = names.open(['ink', 'wash'])
  names.write('{title} 2')
  expect(await names.run()).toBe(true)
  expect(toasts.list).toMatchObject([{ message: '2 files renamed.', action: { label: 'Undo' } }])
  await history.undo()
  await history.redo()
  expect(done).toEqual(['rename {title} 2', 'undo operation', 'redo operation'])
  close()
  expect([names.preview, names.count]).toEqual([null, 0])
})

test('a conflict keeps it from being done', async () => {
  const { names, done, history } = open()
  names.open(['ink', 'wash'])
  names.write('bad')
  await vi.waitFor(() => expect(names.preview?.conflicts).toBe(1))
  expect(names.isReady).toBe(false)
  expect(await names.run()).toBe(false)
  expect(done).toEqual([])
  expect(history.timeline.done).toEqual([])
})
