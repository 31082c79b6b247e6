// The training projects that have a run, as lists and the stack know them; their pages have the whole of one.
import { SvelteSet } from 'svelte/reactivity'
import type {
  RunSummary,
  TrainingProject,
  TrainingRun,
  TrainingSummary,
} from '../../../src-main/contract/training-project.ts'
import type { Studio } from '../studio.svelte.ts'

/** The whole of one, on its page. */
export type RunProject = TrainingProject & { run: TrainingRun }
/** What a card or a list shows of one. */
export type RunOffer = TrainingSummary & { run: RunSummary }

export class RunProjects {
  readonly #studio: Studio
  /** Seen while they ran; they are offered to the stack also when they are over. */
  readonly #fresh = new SvelteSet<string>()

  /** Those that a stack would want: running, paused, or over since this window was opened. Newest first. */
  readonly offered: readonly RunOffer[] = $derived.by(() =>
    this.#studio.data.trainings
      .filter(hasRun)
      .filter(({ id, run }) => run.files.length > 0 && (isOpen(run) || this.#fresh.has(id)))
      .toSorted((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)),
  )

  constructor(studio: Studio) {
    this.#studio = studio
    studio.listen(({ type }) => {
      if (type === 'training' || type === 'snapshot') this.#notice()
    })
  }

  #notice(): void {
    for (const project of this.#studio.data.trainings)
      if (hasRun(project) && isOpen(project.run)) this.#fresh.add(project.id)
  }

  find(id: string): RunOffer | null {
    const project = this.#studio.data.trainings.find((one) => one.id === id)
    return project !== undefined && hasRun(project) ? project : null
  }
}

function hasRun(project: TrainingSummary): project is RunOffer {
  return project.run !== null
}

function isOpen({ state }: RunSummary): boolean {
  return state !== 'finished' && state !== 'kept'
}
