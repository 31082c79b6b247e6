// A run in progress as a card of the stack: put in, moved along its steps, and following what is saved.
import { plainEntry, type StackEntry } from '../../../src-main/contract/adapter.ts'
import { trainingAdapter, trainingOfAdapter } from '../../../src-main/contract/training-project.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { RunOffer, RunProjects } from './run-projects.svelte.ts'
import { followNewest, savedSteps } from './saved-steps.ts'

/** Of a run on its page or in a list. */
type StackedRun = { id: string; name: string; run: Pick<RunOffer['run'], 'files'> }

export class RunStack {
  readonly #draft: Draft
  readonly #look: Look
  /** Saved steps by project, as they were when the stack last followed them. */
  readonly #followed = new Map<string, number[]>()

  constructor(studio: Studio, projects: RunProjects, draft: Draft, look: Look) {
    this.#draft = draft
    this.#look = look
    studio.listen((event) => {
      const changed =
        event.type === 'training'
          ? [event.project.id]
          : event.type === 'training-file'
            ? [event.id]
            : event.type === 'snapshot'
              ? [...this.#followed.keys()]
              : []
      for (const id of changed) {
        const project = projects.find(id)
        if (project !== null) this.#follow(project)
      }
    })
  }

  entryOf(projectId: string): StackEntry | null {
    return (
      this.#draft.form.stack.find((entry) => trainingOfAdapter(entry.adapter)?.projectId === projectId) ??
      null
    )
  }

  /** At its newest saved step; once. */
  add(project: StackedRun): void {
    const newest = savedSteps(project.run.files).at(-1)
    if (newest === undefined || this.entryOf(project.id) !== null) return
    const entry = plainEntry({
      id: `run-${Math.random().toString(36).slice(2, 12)}`,
      adapter: trainingAdapter(project.id, newest),
      name: this.#look.words.run.cardName(project.name),
      weight: 1,
    })
    this.#followed.set(project.id, savedSteps(project.run.files))
    this.#draft.change(
      { stack: [...this.#draft.form.stack, entry] },
      { name: (words) => words.added(entry.name), key: null },
    )
  }

  setStep(entryId: string, projectId: string, step: number): void {
    const adapter = trainingAdapter(projectId, step)
    const { stack } = this.#draft.form
    if (stack.some((entry) => entry.id === entryId && entry.adapter !== adapter)) {
      this.#draft.change(
        { stack: stack.map((entry) => (entry.id === entryId ? { ...entry, adapter } : entry)) },
        { name: (words) => words.runStep, key: `step ${entryId}` },
      )
    }
  }

  #follow({ id, run }: RunOffer): void {
    const after = savedSteps(run.files)
    const before = this.#followed.get(id) ?? after
    this.#followed.set(id, after)
    if (before.at(-1) === after.at(-1)) return
    const { stack } = this.#draft.form
    const next = followNewest(stack, id, before, after)
    if (next.some((entry, index) => entry !== stack[index]))
      this.#draft.change({ stack: next }, { silent: true })
  }
}
