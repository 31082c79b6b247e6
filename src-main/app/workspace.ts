// The Create view as it was left; at first start the demo prompt on the first checkpoint there is.
import { basename } from 'node:path'
import { workspaceSchema, type ModelSummary, type Workspace } from '../contract/studio.ts'
import type { WorkspaceTable } from '../database/documents.ts'
import { demoModelPath } from './demo-model.ts'

export type WorkspaceStore = { get(models: readonly ModelSummary[]): Workspace; save(value: Workspace): void }

const firstPrompt = 'strawberry on a blue background'

function firstWorkspace(models: readonly ModelSummary[]): Workspace {
  const fit = models.filter(({ kind, problem, missing }) => kind === 'checkpoint' && !problem && !missing)
  const model = fit.find(({ fileName }) => fileName === basename(demoModelPath())) ?? fit[0]
  const { width, height } = model?.defaultSize ?? { width: 512, height: 512 }
  return {
    request: {
      model: model?.id ?? '',
      vae: null,
      prompt: firstPrompt,
      negativePrompt: '',
      width,
      height,
      steps: 20,
      guidance: 5,
      sampler: 'dpmpp_2m',
      scheduler: 'karras',
      seed: null,
      noise: 'cpu',
      batch: 1,
      clipSkip: 1,
      profile: 'a1111',
      stack: [],
    },
    lastSeed: null,
    advancedOpen: false,
    live: false,
    liveSteps: null,
    selectedPictureId: null,
  }
}

export function workspaceStore(table: WorkspaceTable): WorkspaceStore {
  return {
    get(models) {
      const stored = workspaceSchema.safeParse(table.get())
      return stored.success ? stored.data : firstWorkspace(models)
    },
    save: (value) => table.put(value),
  }
}
