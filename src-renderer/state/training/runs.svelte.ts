// Training runs as the interface has them: their projects, logs, grids, and what a person does with them.
import type { Recipe } from '../../../src-main/contract/recipe.ts'
import type { TrainingProject } from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Place } from '../place.svelte.ts'
import type { Stack } from '../stack/stack.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { addWords } from '../../../src-main/text/prompt-phrases.ts'
import { RunLog } from './run-log.svelte.ts'
import { RunProjects, type RunProject } from './run-projects.svelte.ts'
import { RunStack } from './run-stack.svelte.ts'
import { StepGrid } from './step-grid.svelte.ts'

export type RunsParts = {
  backend: Backend
  studio: Studio
  draft: Draft
  stack: Stack
  histories: Histories
  toasts: Toasts
  look: Look
  place: Place
}

export class Runs {
  readonly #parts: RunsParts
  readonly projects: RunProjects
  readonly stack: RunStack
  readonly grid: StepGrid
  readonly #logs = new Map<string, RunLog>()
  /** 0 shows the loss as it is. */
  smoothing = $state(0.9)
  logScale = $state(false)

  constructor(parts: RunsParts) {
    const { studio, draft, look, toasts } = parts
    this.#parts = parts
    this.projects = new RunProjects(studio)
    this.stack = new RunStack(studio, this.projects, draft, look)
    this.grid = new StepGrid(studio, toasts)
  }

  log(projectId: string): RunLog {
    const known = this.#logs.get(projectId) ?? new RunLog(this.#parts.backend)
    this.#logs.set(projectId, known)
    return known
  }

  pause(id: string): Promise<boolean> {
    return this.#try(() => this.#parts.backend.training.pause({ id }))
  }
  resume(id: string): Promise<boolean> {
    return this.#try(async () => this.#learn(await this.#parts.backend.training.resume({ id })))
  }
  stopAndKeep(id: string): Promise<boolean> {
    return this.#try(() => this.#parts.backend.training.stopAndKeep({ id }))
  }

  /** From the next round on; said, with a way back. */
  editSamples({ id }: RunProject, samples: Recipe['samples'], before: Recipe['samples']): Promise<boolean> {
    const { backend, histories, look } = this.#parts
    return histories.act<Recipe['samples']>(
      histories.at('train', id),
      {
        name: (words) => words.samples,
        key: null,
        before,
        after: samples,
        put: async (to) => this.#learn(await backend.training.editSamples({ id, samples: to })),
      },
      look.words.run.samplesChanged,
    )
  }

  addToLibrary(id: string, step: number): Promise<boolean> {
    const { backend, toasts, look, draft, stack, place } = this.#parts
    return this.#try(async () => {
      const added = await backend.training.addToLibrary({
        ...{ id, step },
        notes: look.words.run.trainedNotes(look.number(step)),
      })
      if (added.kind === 'word') {
        toasts.say(look.words.run.wordAdded(added.word), {
          label: look.words.run.wordInPrompt,
          run: () => {
            draft.change(
              { prompt: addWords(draft.form.prompt, [added.word]).text },
              { name: (words) => words.words, key: null },
            )
            place.go('create')
          },
        })
        return
      }
      const { adapter, folder } = added
      toasts.say(look.words.run.added(adapter.name, folder), {
        label: look.words.run.showInCreate,
        run: () => {
          if (!stack.has(adapter.id)) stack.add(adapter)
          place.go('create')
        },
      })
    })
  }

  #learn(project: TrainingProject): void {
    this.#parts.studio.learn({ type: 'training', project })
  }

  #try(act: () => Promise<unknown>): Promise<boolean> {
    return this.#parts.toasts.attempt(act)
  }
}
