// The Create view as it was left; at first start the demo prompt on the first checkpoint there is.
import { bindStack, type AdapterLookup } from '../contract/bind-stack.ts'
import { usualSettings } from '../contract/generation.ts'
import { readFields, toStore } from '../contract/stored.ts'
import { workspaceKind, type ModelSummary, type Publish, type Workspace } from '../contract/studio.ts'
import { withFieldsOf, type WorkspaceChange } from '../contract/workspace-fields.ts'
import type { WorkspaceTable } from '../database/documents.ts'
import { isDemoModel } from './demo-model.ts'

export type WorkspaceStore = {
  /** Its stack is bound to the adapters there are now. */
  get(models: readonly ModelSummary[], adapters: AdapterLookup): Workspace
  /** Of two windows each keeps what it changed; all hear of it. */
  save(change: WorkspaceChange): void
}

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
    },
    lastSeed: null,
    advancedOpen: false,
    live: false,
    liveSteps: null,
    insertedWords: {},
    selectedPictureId: null,
  }
}

export function workspaceStore(table: WorkspaceTable, publish: Publish<'workspace'>): WorkspaceStore {
  let written = false
  return {
    get(models, adapters) {
      const { value } = readFields(workspaceKind, table.get(), firstWorkspace(models))
      return { ...value, request: { ...value.request, stack: bindStack(value.request.stack, adapters) } }
    },
    save({ window, workspace: given, changed }) {
      // What is not changed here stays as another window has it; what nobody can read is as this window has it.
      const { value, lost } = readFields(workspaceKind, table.get(), given)
      const workspace = withFieldsOf(value, given, changed)
      // Out of the way, not away.
      if (!written && lost.length > 0) table.setAside()
      table.put(toStore(workspaceKind, workspace))
      written = true
      publish({ type: 'workspace', window, workspace, changed })
    },
  }
}
