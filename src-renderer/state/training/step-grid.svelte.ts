// Grids of saved steps of a run against weights: made of drafts on demand, one
// picture after another, and kept by the host.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import type { RecipeSample } from '../../../src-main/contract/recipe-output.ts'
import type { TrainingGrid } from '../../../src-main/contract/training-project.ts'
import { oneAtATime } from '../../../src-main/base/turns.ts'
import { failureReport } from '../failure.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { recipeOf } from './run-recipe.ts'
import type { RunProject } from './run-projects.svelte.ts'
import { savedSteps, spreadSteps } from './saved-steps.ts'
import { cellKey, gridCells, gridRequest, mostGridRows, type GridCell } from './step-grid.ts'

export type GridPicture = { state: DraftSummary['state']; url: string | null }
type Grid = { projectId: string; sample: RecipeSample; steps: number[]; cells: GridCell[] }
type Kept = { grid: Omit<Grid, 'projectId'>; urls: ReadonlyMap<string, string> }

export class StepGrid {
  readonly #studio: Studio
  readonly #toasts: Toasts
  /** The one that was made last. */
  #grid = $state.raw<Grid | null>(null)
  readonly #pictures = new SvelteMap<string, GridPicture>()
  /** Made in another window, or before this one was opened; by project. */
  readonly #kept = new SvelteMap<string, Kept>()
  readonly #inTurn = oneAtATime()
  /** Made, and not yet the host's: closing the page now would lose them. */
  readonly #unkept = new SvelteSet<string>()

  readonly making: boolean = $derived.by(
    () =>
      this.#unkept.size > 0 ||
      [...this.#pictures.values()].some(({ state }) => state === 'waiting' || state === 'running'),
  )
  readonly done: number = $derived.by(
    () => [...this.#pictures].filter(([key, { state }]) => state === 'done' && !this.#unkept.has(key)).length,
  )

  constructor(studio: Studio, toasts: Toasts) {
    this.#studio = studio
    this.#toasts = toasts
    studio.listen((event) => this.#learn(event))
  }

  /** Null until one was made for this project. */
  of(projectId: string): Pick<Grid, 'sample' | 'steps' | 'cells'> | null {
    return this.#grid?.projectId === projectId ? this.#grid : (this.#kept.get(projectId)?.grid ?? null)
  }
  picture(projectId: string, cell: GridCell): GridPicture | null {
    if (this.#grid?.projectId === projectId) return this.#pictures.get(cellKey(cell)) ?? null
    const url = this.#kept.get(projectId)?.urls.get(cellKey(cell))
    return url === undefined ? null : { state: 'done', url }
  }
  isMaking(projectId: string): boolean {
    return this.#grid?.projectId === projectId && this.making
  }

  /** What the host has kept of a grid of this run. After a failure it is empty: another one can be made. */
  async find(projectId: string): Promise<void> {
    if (this.#grid?.projectId === projectId) return
    const found = await this.#studio.backend.training.grid({ id: projectId }).catch(() => null)
    if (found === null) this.#kept.delete(projectId)
    else this.#kept.set(projectId, keptGrid(found))
  }

  async make(project: RunProject, sample: RecipeSample): Promise<void> {
    const { id, name, recipe, run } = project
    const { base } = recipe
    const steps = spreadSteps(savedSteps(run.files), mostGridRows)
    if (base === null || steps.length === 0) return
    const cells = gridCells(steps)
    const { data, clipSkip } = recipeOf(project)
    const of = { projectId: id, name, model: base, width: data.width, height: data.height, clipSkip }
    this.#kept.delete(id)
    this.#grid = { projectId: id, sample, steps, cells }
    this.#pictures.clear()
    this.#unkept.clear()
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
    const { id, index, state, url, progress, error } = event.draft
    const grid = this.#grid
    const cell = grid?.cells[index]
    if (grid === null || cell === undefined || state === 'cancelled') return
    const key = cellKey(cell)
    const before = this.#pictures.get(key)
    if (before === undefined || before.state === 'cancelled') return
    this.#pictures.set(key, { state, url: url ?? progress?.previewUrl ?? before.url })
    if (state === 'failed' && error !== null) this.#toasts.fail(error)
    if (state === 'done' && before.state !== 'done') this.#keep(grid, cell, id)
  }

  /** One after the other: the host puts them into one grid. */
  #keep(grid: Grid, { step, weight }: GridCell, draft: string): void {
    const { projectId, sample, steps } = grid
    const { training } = this.#studio.backend
    const key = cellKey({ step, weight })
    this.#unkept.add(key)
    void this.#inTurn(() => training.keepGridPicture({ id: projectId, sample, steps, step, weight, draft }))
      .catch((error: unknown) => this.#toasts.fail(failureReport(error)))
      .finally(() => {
        // Another grid may have been begun since.
        if (this.#grid === grid) this.#unkept.delete(key)
      })
  }
}

function keptGrid({ sample, steps, pictures }: TrainingGrid): Kept {
  const cells = pictures.map(({ step, weight }) => ({ step, weight }))
  const urls = new Map(pictures.map(({ step, weight, url }) => [cellKey({ step, weight }), url]))
  return { grid: { sample, steps, cells }, urls }
}
