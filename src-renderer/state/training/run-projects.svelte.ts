// The training projects that have a run, kept current by the event stream.
import { SvelteSet } from 'svelte/reactivity'
import type { TrainingProject, TrainingRun } from '../../../src-main/contract/training-project.ts'
import type { StudioEvent } from '../../../src-main/contract/studio.ts'
import type { TrainingBackend } from '../../backend/training-backend.ts'
import type { Studio } from '../studio.svelte.ts'

export type RunProject = TrainingProject & { run: TrainingRun }

export class RunProjects {
  readonly #training: TrainingBackend
  #known = $state.raw<readonly RunProject[]>([])
  /** Seen while they ran; they are offered to the stack also when they are over. */
  readonly #fresh = new SvelteSet<string>()
  #told = new Set<string>()

  /** Those that a stack would want: running, paused, or over since this window was opened. Newest first. */
  readonly offered: readonly RunProject[] = $derived.by(() =>
    this.#known
      .filter(({ id, run }) => run.files.length > 0 && (isOpen(run) || this.#fresh.has(id)))
      .toSorted((a, b) => b.run.startedAt.localeCompare(a.run.startedAt)),
  )

  constructor(training: TrainingBackend, studio: Studio) {
    this.#training = training
    studio.listen((event) => this.#learn(event))
    void this.#fetch()
  }

  find(id: string): RunProject | null {
    return this.#known.find((project) => project.id === id) ?? null
  }

  /** What an answer says is known at once; the stream brings it again. */
  learn(project: TrainingProject): void {
    this.#told.add(project.id)
    const others = this.#known.filter(({ id }) => id !== project.id)
    this.#known = hasRun(project) ? [...others, project] : others
    if (hasRun(project) && isOpen(project.run)) this.#fresh.add(project.id)
  }

  #learn(event: StudioEvent): void {
    if (event.type === 'training') this.learn(event.project)
    if (event.type === 'training-removed') {
      this.#told.add(event.id)
      this.#known = this.#known.filter(({ id }) => id !== event.id)
    }
  }

  async #fetch(): Promise<void> {
    try {
      const projects = await this.#training.projects()
      // What the stream has told meanwhile is newer.
      for (const project of projects) if (!this.#told.has(project.id)) this.learn(project)
    } catch {
      // A host that is away is told elsewhere; its events bring the projects.
    }
  }
}

function hasRun(project: TrainingProject): project is RunProject {
  return project.run !== null
}

function isOpen({ state }: TrainingRun): boolean {
  return state !== 'finished' && state !== 'kept'
}
