// The training projects that have a run.
import { SvelteSet } from 'svelte/reactivity'
import type { TrainingProject, TrainingRun } from '../../../src-main/contract/training-project.ts'
import type { Studio } from '../studio.svelte.ts'

export type RunProject = TrainingProject & { run: TrainingRun }

export class RunProjects {
  readonly #studio: Studio
  /** Seen while they ran; they are offered to the stack also when they are over. */
  readonly #fresh = new SvelteSet<string>()

  /** Those that a stack would want: running, paused, or over since this window was opened. Newest first. */
  readonly offered: readonly RunProject[] = $derived.by(() =>
    this.#studio.data.trainings
      .filter(hasRun)
      .filter(({ id, run }) => run.files.length > 0 && (isOpen(run) || this.#fresh.has(id)))
      .toSorted((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)),
  )

  constructor(studio: Studio) {
    this.#studio = studio
    studio.listen((event) => {
      if (event.type === 'training') this.#notice([event.project])
      if (event.type === 'snapshot') this.#notice(studio.data.trainings)
    })
  }

  #notice(projects: readonly TrainingProject[]): void {
    for (const project of projects) if (hasRun(project) && isOpen(project.run)) this.#fresh.add(project.id)
  }

  find(id: string): RunProject | null {
    const project = this.#studio.data.trainings.find((one) => one.id === id)
    return project !== undefined && hasRun(project) ? project : null
  }
}

function hasRun(project: TrainingProject): project is RunProject {
  return project.run !== null
}

function isOpen({ state }: TrainingRun): boolean {
  return state !== 'finished' && state !== 'kept'
}
