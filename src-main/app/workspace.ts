// The Create view as it was left; at first start the demo prompt on the first checkpoint there is.
import { bindStack, type AdapterLookup } from '../contract/bind-stack.ts'
import { usualSettings } from '../contract/generation.ts'
import { workspaceSchema, type ModelSummary, type Workspace } from '../contract/studio.ts'
import type { WorkspaceTable } from '../database/documents.ts'
import { isDemoModel } from './demo-model.ts'

export type WorkspaceStore = {
  /** Its stack is bound to the adapters there are now. */
  get(models: readonly ModelSummary[], adapters: AdapterLookup): Workspace
  save(value: Workspace): void
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

export function workspaceStore(table: WorkspaceTable): WorkspaceStore {
  return {
    get(models, adapters) {
      const stored = workspaceSchema.safeParse(table.get())
      if (!stored.success) return firstWorkspace(models)
      const { request } = stored.data
      return { ...stored.data, request: { ...request, stack: bindStack(request.stack, adapters) } }
    },
    save: (value) => table.put(value),
  }
}
