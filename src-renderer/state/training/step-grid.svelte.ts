// A grid of drafts: saved steps of a run against weights, made on demand, one picture after another.
import { SvelteMap } from 'svelte/reactivity'
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import type { RecipeSample } from '../../../src-main/contract/recipe-output.ts'
import { failureReport } from '../failure.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { recipeOf } from './run-recipe.ts'
import type { RunProject } from './run-projects.svelte.ts'
import { savedSteps, spreadSteps } from './saved-steps.ts'
import { cellKey, gridCells, gridRequest, mostGridRows, type GridCell } from './step-grid.ts'

export type GridPicture = { state: DraftSummary['state']; url: string | null }
type Grid = { projectId: string; sample: RecipeSample; steps: number[]; cells: GridCell[] }

export class StepGrid {
  readonly #studio: Studio
  readonly #toasts: Toasts
  #grid = $state.raw<Grid | null>(null)
  readonly #pictures = new SvelteMap<string, GridPicture>()

  readonly making: boolean = $derived.by(() =>
    [...this.#pictures.values()].some(({ state }) => state === 'waiting' || state === 'running'),
  )
  readonly done: number = $derived.by(
    () => [...this.#pictures.values()].filter(({ state }) => state === 'done').length,
  )

  constructor(studio: Studio, toasts: Toasts) {
    this.#studio = studio
    this.#toasts = toasts
    studio.listen((event) => this.#learn(event))
  }

  /** Null until one was made for this project. */
  of(projectId: string): Grid | null {
    return this.#grid?.projectId === projectId ? this.#grid : null
  }
  picture(cell: GridCell): GridPicture | null {
    return this.#pictures.get(cellKey(cell)) ?? null
  }

  async make(project: RunProject, sample: RecipeSample): Promise<void> {
    const { id, name, recipe, run } = project
    const { base } = recipe
    const steps = spreadSteps(savedSteps(run.files), mostGridRows)
    if (base === null || steps.length === 0) return
    const cells = gridCells(steps)
    const { data, clipSkip } = recipeOf(project)
    const of = { projectId: id, name, model: base, width: data.width, height: data.height, clipSkip }
    this.#grid = { projectId: id, sample, steps, cells }
    this.#pictures.clear()
    for (const cell of cells) this.#pictures.set(cellKey(cell), { state: 'waiting', url: null })
    try {
      await this.#studio.backend.drafts.start({
        lane: 'grid',
        requests: cells.map((cell) => gridRequest(cell, sample, of)),
      })
    } catch (error) {
      this.#stopWaiting()
      this.#toasts.fail(failureReport(error))
    }
  }

  /** What is made stays. */
  cancel(): void {
    this.#stopWaiting()
    this.#studio.backend.drafts.cancel({ lane: 'grid' }).catch(() => undefined)
  }

  #stopWaiting(): void {
    for (const [key, picture] of this.#pictures) {
      if (picture.state !== 'done') this.#pictures.set(key, { ...picture, state: 'cancelled' })
    }
  }

  #learn(event: StudioNews): void {
    if (event.type === 'snapshot' && !event.drafts.some(({ lane }) => lane === 'grid')) this.#stopWaiting()
    if (event.type !== 'draft' || event.draft.lane !== 'grid') return
    const { index, state, url, progress, error } = event.draft
    const cell = this.#grid?.cells[index]
    if (cell === undefined || state === 'cancelled') return
    const key = cellKey(cell)
    const before = this.#pictures.get(key)
    if (before === undefined || before.state === 'cancelled') return
    this.#pictures.set(key, { state, url: url ?? progress?.previewUrl ?? before.url })
    if (state === 'failed' && error !== null) this.#toasts.fail(error)
  }
}
