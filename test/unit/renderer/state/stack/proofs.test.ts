// What adapters do to the chosen model: asked for those looked at, and again only when file or model changed.
import { expect, test } from 'vitest'
import { History } from '../../../../../src-renderer/state/history/history.svelte.ts'
import { Draft } from '../../../../../src-renderer/state/picture/draft.svelte.ts'
import { Proofs } from '../../../../../src-renderer/state/stack/proofs.svelte.ts'
import { Studio } from '../../../../../src-renderer/state/studio.svelte.ts'
import { countedBackend } from '../../../../support/counted-backend.ts'
import { demoAdapter, demoModel, demoWorkspace } from '../../../../support/fake-backend.ts'

async function open() {
  const adapters = Array.from({ length: 60 }, (_, at) => demoAdapter(`a${at}`))
  const { backend, asked } = countedBackend({ adapters })
  const studio = new Studio(backend)
  await studio.start()
  const workspace = { ...demoWorkspace, request: { ...demoWorkspace.request, model: demoModel.id } }
  const draft = new Draft(backend, workspace, new History(() => Promise.resolve(true)))
  const proofs = new Proofs(studio, draft)
  const ids = (): string[][] => asked.map(({ input }) => (input as { ids: string[] }).ids)
  return { adapters, backend, draft, proofs, ids }
}

test('asks for those that are wanted, in parts, and not again', async () => {
  const { adapters, proofs, ids } = await open()
  expect(proofs.of('a0')).toBeNull()
  proofs.want(adapters)
  proofs.want(adapters.slice(0, 3))
  await expect.poll(() => proofs.of('a59')?.verdict).toBe('fits')
  expect(ids().map(({ length }) => length)).toEqual([25, 25, 10])
  proofs.want(adapters)
  await Promise.resolve()
  expect(ids()).toHaveLength(3)
})

test('another file in the place of one is asked about anew, an edited adapter is not', async () => {
  const { proofs, ids } = await open()
  const one = demoAdapter('a0')
  proofs.want([one])
  await expect.poll(() => proofs.of('a0')).not.toBeNull()
  proofs.want([demoAdapter('a0', { favourite: true })])
  proofs.want([{ ...one, contents: 'others' }])
  await expect.poll(() => ids().length).toBe(2)
  proofs.want([demoAdapter('a1', { missing: true })])
  await Promise.resolve()
  expect(ids()).toEqual([['a0'], ['a0']])
})

test('another model means that nothing is known; whoever shows some is told', async () => {
  const { backend, draft, proofs } = await open()
  let forgotten = 0
  proofs.onForgotten(() => (forgotten += 1))
  proofs.want([demoAdapter('a0')])
  await expect.poll(() => proofs.of('a0')).not.toBeNull()
  draft.change({ prompt: 'a pear' })
  expect(forgotten).toBe(0)
  draft.change({ model: 'another' })
  expect([forgotten, proofs.of('a0')]).toEqual([1, null])
  backend.emit({ type: 'model', model: { ...demoModel, id: 'third' } })
  expect(forgotten).toBe(1)
  backend.emit({ type: 'model', model: { ...demoModel, id: 'another' } })
  expect(forgotten).toBe(2)
})
