// What is picked in the library becomes one file: in its order, at preferred weights, for the base that it fits.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AdapterSummary } from '../../../../src-main/contract/library.ts'
import { startApp, type App } from '../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../src-renderer/state/look.svelte.ts'
import { demoAdapter, demoModel, fakeBackend } from '../../../support/fake-backend.ts'

let app: App
const adapter = (id: string, change: Partial<AdapterSummary> = {}): AdapterSummary =>
  demoAdapter(id, { id, preferredWeight: 0.7, architecture: 'sd1', ...change })
const big = { ...demoModel, id: 'big painter', architecture: 'sdxl' }

beforeEach(async () => {
  vi.stubGlobal('location', { hash: '' })
  app = await startApp(
    fakeBackend({
      models: [demoModel, big],
      adapters: [
        adapter('wash'),
        adapter('ink', { preferredWeight: 1.2 }),
        adapter('gone', { missing: true }),
        adapter('poster', { architecture: 'sdxl' }),
      ],
    }),
    new Look(),
  )
})
afterEach(() => vi.unstubAllGlobals())

const rows = () => app.rewrites.form?.stack.map(({ adapter: id, weight }) => `${id} ${weight}`)

test('in the order in which they were picked, at the weights that are preferred of them', async () => {
  await app.rewrites.openPicked('merge', ['ink', 'gone', 'a model', 'wash'])
  expect(rows()).toEqual(['ink 1.2', 'wash 0.7'])
  expect(app.rewrites.form).toMatchObject({ kind: 'merge', isPicked: true, model: app.draft.form.model })
  app.rewrites.moveUp('wash')
  app.rewrites.weigh('ink', -0.5)
  app.rewrites.moveUp('wash')
  expect(rows()).toEqual(['wash 0.7', 'ink -0.5'])
})

test('another family is baked into a checkpoint of its own, and merged by its published names', async () => {
  await app.rewrites.openPicked('merge', ['poster'])
  expect(app.rewrites.form?.model).toBeNull()
  await app.rewrites.openPicked('bake', ['poster'])
  expect(app.rewrites.form?.model).toBe(big.id)
})
