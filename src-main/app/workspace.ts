// The Create view as it was left; at first start the demo prompt on the first checkpoint there is.
import { bindStack, type AdapterLookup } from '../contract/bind-stack.ts'
import { usualSettings } from '../contract/generation.ts'
import { readFields, toStore } from '../contract/stored.ts'
import { workspaceKind, type ModelSummary, type Publish, type Workspace } from '../contract/studio.ts'
import { fieldsThatDiffer, withFieldsOf, type WorkspaceChange } from '../contract/workspace-fields.ts'
import type { WorkspaceTable } from '../database/documents.ts'
import { isDemoModel } from './demo-model.ts'
import { isStorageTrouble, type Storage } from './storage.ts'

export type WorkspaceStore = {
  /** Its stack is bound to the adapters there are now. */
  get(models: readonly ModelSummary[], adapters: AdapterLookup): Workspace
  /** A look through the folders is over: whoever was told of no model, and has chosen none, hears of the first there is. */
  looked(models: readonly ModelSummary[]): void
  /** As at the first start. */
  first(models: readonly ModelSummary[]): Workspace
  /**
   * Of two windows each keeps what it changed; all hear of it. Where the disk does
   * not take it, it is kept here until it does.
   */
  save(change: WorkspaceChange): void
}

/** As what is no window's change is told. */
const hostWindow = 'host'
const firstPrompt = 'strawberry on a blue background'

function firstWorkspace(models: readonly ModelSummary[]): Workspace {
  const fit = models.filter(({ kind, problem, missing }) => kind === 'checkpoint' && !problem && !missing)
  const model = fit.find(isDemoModel) ?? fit[0]
  const { width, height } = model?.defaultSize ?? { width: 512, height: 512 }
  return {
    request: {
      model: model?.id ?? '',
      vae: null,
      prompt: firstPrompt,
      negativePrompt: '',
      width,
      height,
      ...usualSettings,
      sampler: 'dpmpp_2m',
      scheduler: 'karras',
      seed: null,
      noise: 'cpu',
      profile: 'a1111',
      stack: [],
      carried: null,
    },
    lastSeed: null,
    advancedOpen: false,
    live: false,
    liveSteps: null,
    insertedWords: {},
    selectedPictureId: null,
  }
}

/** Nobody has chosen a model as long as none was there; a size that was typed meanwhile stays. */
function withFirstModel(workspace: Workspace, models: readonly ModelSummary[]): Workspace {
  const { request } = workspace
  if (request.model !== '') return workspace
  const [none, first] = [firstWorkspace([]).request, firstWorkspace(models).request]
  const isTyped = request.width !== none.width || request.height !== none.height
  const { model, width, height } = first
  return { ...workspace, request: { ...request, model, ...(isTyped ? {} : { width, height }) } }
}

export type WorkspaceStoreOptions = {
  table: WorkspaceTable
  storage: Pick<Storage, 'insist'>
  publish: Publish<'workspace'>
  onFault(error: unknown): void
}

export function workspaceStore({ table, storage, publish, onFault }: WorkspaceStoreOptions): WorkspaceStore {
  let written = false
  /** What the disk has not taken yet: it is as good as stored for whoever asks, and is written when there is room. */
  let held: unknown
  let waiting = false
  let isWithoutModel = false
  const stored = (): unknown => held ?? table.get()

  function write(): void {
    if (held === undefined) return
    // Out of the way, not away.
    if (!written && readFields(workspaceKind, table.get(), firstWorkspace([])).lost.length > 0)
      table.setAside()
    table.put(held)
    held = undefined
    written = true
  }

  /** At once where that is possible. Throws errors of other kinds than the disk's. */
  function writeSoon(): void {
    try {
      write()
    } catch (error) {
      if (!isStorageTrouble(error)) throw error
      if (waiting) return
      waiting = true
      storage
        .insist(write)
        .catch(onFault)
        .finally(() => (waiting = false))
    }
  }

  return {
    get(models, adapters) {
      const { value } = readFields(workspaceKind, stored(), firstWorkspace(models))
      const workspace = withFirstModel(value, models)
      const { request } = workspace
      isWithoutModel ||= request.model === ''
      return { ...workspace, request: { ...request, stack: bindStack(request.stack, adapters) } }
    },
    looked(models) {
      if (!isWithoutModel) return
      const { value } = readFields(workspaceKind, stored(), firstWorkspace([]))
      const workspace = withFirstModel(value, models)
      if (workspace.request.model === '') return
      isWithoutModel = false
      const changed = fieldsThatDiffer(value, workspace)
      if (changed.length > 0) publish({ type: 'workspace', window: hostWindow, workspace, changed })
    },
    first: firstWorkspace,
    save({ window, workspace: given, changed }) {
      // What is not changed here stays as another window has it; what nobody can read is as this window has it.
      const { value } = readFields(workspaceKind, stored(), given)
      const workspace = withFieldsOf(value, given, changed)
      held = toStore(workspaceKind, workspace)
      writeSoon()
      publish({ type: 'workspace', window, workspace, changed })
    },
  }
}
