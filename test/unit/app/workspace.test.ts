// What Create begins with: the first checkpoint there is, also when it is found only after the page has asked.
import { beforeEach, expect, test } from 'vitest'
import { workspaceStore, type WorkspaceStore } from '../../../src-main/app/workspace.ts'
import type { ModelSummary, StudioEvent, Workspace } from '../../../src-main/contract/studio.ts'
import type { WorkspaceField } from '../../../src-main/contract/workspace-fields.ts'

const model = (id: string, more: Partial<ModelSummary> = {}): ModelSummary =>
  ({
    id,
    fileName: `${id}.safetensors`,
    kind: 'checkpoint',
    problem: null,
    missing: false,
    defaultSize: { width: 1024, height: 768 },
    ...more,
  }) as ModelSummary
const demo = model('emoji-diffusion-128', { defaultSize: { width: 128, height: 128 } })
const noAdapters = { find: () => null, byName: () => null, byHash: () => null }

let row: unknown
let events: StudioEvent[]
let store: WorkspaceStore

beforeEach(() => {
  row = undefined
  events = []
  store = workspaceStore({
    table: { get: () => row, put: (value) => void (row = value), setAside: () => undefined },
    storage: { insist: async (write) => write() },
    publish: (event) => void events.push(event),
    onFault: (error) => expect.unreachable(String(error)),
  })
})

const get = (...models: ModelSummary[]): Workspace => store.get(models, noAdapters)
const size = ({ request: { model, width, height } }: Workspace) => [model, width, height]
function save(request: Partial<Workspace['request']>): void {
  const workspace = get()
  const changed = Object.keys(request).map((name) => `request.${name}` as WorkspaceField)
  store.save({
    window: 'a',
    workspace: { ...workspace, request: { ...workspace.request, ...request } },
    changed,
  })
  events.length = 0
}

test('the model that ships with Lamina comes first, else the first that can be used, with its size', () => {
  expect(size(get(model('vae', { kind: 'vae' }), model('big'), demo))).toEqual([demo.id, 128, 128])
  expect(size(get(model('gone', { missing: true }), model('big')))).toEqual(['big', 1024, 768])
  expect(size(get())).toEqual(['', 512, 512])
})

test('who was told of no model hears of the first when the folders have been looked through, once', () => {
  get()
  store.looked([])
  expect(events).toEqual([])
  store.looked([model('big'), demo])
  expect(events).toMatchObject([
    {
      type: 'workspace',
      workspace: { request: { model: demo.id, width: 128, height: 128 } },
      changed: ['request.model', 'request.width', 'request.height'],
    },
  ])
  store.looked([model('big'), demo])
  expect(events).toHaveLength(1)
})

test('what was typed before stays, and a model that was chosen, too', () => {
  save({ prompt: 'a pear', width: 640 })
  store.looked([demo])
  expect(events).toMatchObject([{ changed: ['request.model'], workspace: { request: { prompt: 'a pear' } } }])
  expect(size(get(demo))).toEqual([demo.id, 640, 512])
  save({ model: 'big' })
  store.looked([demo])
  expect(events).toEqual([])
  expect(size(get(demo))).toEqual(['big', 640, 512])
})

test('nobody is told who found one at once', () => {
  get(demo)
  store.looked([demo, model('big')])
  expect(events).toEqual([])
})
