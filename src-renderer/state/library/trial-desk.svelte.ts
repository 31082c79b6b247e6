// Adapters that are tried one by one, as this window looks at them: the host makes the pictures and keeps the trial.
import { mostTried, type Trial, type TrialCell } from '../../../src-main/contract/trial.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import { knowsTags } from '../../../src-main/contract/generation.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import { secondsLeftOf } from '../picture/round-progress.ts'
import { followStack } from '../stack/stack-edits.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { ToldMeanwhile } from '../told-meanwhile.ts'
import type { PreviewChoice } from './preview-choice.svelte.ts'

export type TrialDeskParts = {
  studio: Studio
  draft: Draft
  previewChoice: PreviewChoice
  toasts: Toasts
  look: Look
}

export class TrialDesk {
  readonly #parts: TrialDeskParts
  #isOpen = $state(false)
  /** How many were asked for and are looked at first. */
  #begins = $state(0)
  #trial = $state.raw<Trial | null>(null)
  readonly #told = new ToldMeanwhile()
  /** The cell that is shown over the whole window. */
  #large = $state<number | null>(null)
  /** The one that was shown so last. */
  #looked = 0
  /** Cells whose picture became the preview of its adapter while this was open. */
  #chosen = $state.raw<ReadonlySet<string>>(new Set())

  /** Of all that is to come; null before the first picture is made. */
  readonly secondsLeft: number | null = $derived.by(
    () => this.#trial && secondsLeftOf(this.#trial, (cell) => this.#progressOf(cell)),
  )

  constructor(parts: TrialDeskParts) {
    this.#parts = parts
    parts.studio.listen((event) => this.#learn(event))
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  get begins(): number {
    return this.#begins
  }
  get trial(): Trial | null {
    return this.#trial
  }
  get large(): number | null {
    return this.#large
  }
  get looked(): number {
    return this.#looked
  }

  async open(): Promise<void> {
    this.#isOpen = true
    await this.#ask()
  }
  close(): void {
    this.#isOpen = false
    this.#large = null
  }

  /** With what Create asks for now. */
  async start(ids: readonly string[]): Promise<void> {
    const { studio, toasts, look } = this.#parts
    if (ids.length === 0) return
    if (ids.length > mostTried) {
      toasts.say(look.words.trial.mostTried(mostTried))
      return
    }
    this.#isOpen = true
    this.#large = null
    this.#looked = 0
    this.#trial = null
    this.#begins = ids.length
    const begun = await toasts.attempt(async () => {
      const wish = { request: this.#request(), ids: [...ids] }
      const { answer, isNewest } = await this.#told.answerOf(() => studio.backend.trials.start(wish))
      if (isNewest) this.#trial = answer
      else await this.#ask()
      this.#chosen = new Set()
    })
    this.#begins = 0
    if (!begun) this.close()
  }

  /** The newest preview of a cell that is being made. */
  previewOf(cell: TrialCell): string | null {
    return this.#progressOf(cell)?.previewUrl ?? null
  }
  /** Null where it does not run. */
  shareOf(cell: TrialCell): number | null {
    const progress = this.#progressOf(cell)
    return progress === null || progress.steps === 0 ? null : progress.step / progress.steps
  }

  pause(isPaused: boolean): void {
    this.#act((id) => this.#parts.studio.backend.trials.pause({ id, isPaused }))
  }
  cancel(): void {
    this.#act((id) => this.#parts.studio.backend.trials.cancel({ id }))
  }
  retry(cell: number): void {
    this.#act((id) => this.#parts.studio.backend.trials.retry({ id, cell }))
  }
  putAway(): void {
    this.#act((id) => this.#parts.studio.backend.trials.dismiss({ id }))
    this.close()
  }

  /** A cell with a picture. */
  show(index: number): void {
    if (hasPicture(this.#trial?.cells[index])) this.#large = index
  }
  shrink(): void {
    this.#looked = this.#large ?? 0
    this.#large = null
  }
  /** To the next one that has a picture. */
  moveLarge(by: 1 | -1): void {
    const cells = this.#trial?.cells ?? []
    for (let at = (this.#large ?? 0) + by; at >= 0 && at < cells.length; at += by) {
      if (!hasPicture(cells[at])) continue
      this.#large = at
      return
    }
  }

  isPreview({ adapter, picture }: TrialCell): boolean {
    return adapter !== null && picture !== null && this.#chosen.has(`${adapter.id} ${picture.id}`)
  }
  async useAsPreview(index: number): Promise<void> {
    const { adapter = null, picture = null } = this.#trial?.cells[index] ?? {}
    if (adapter === null || picture === null) return
    if (!(await this.#parts.previewChoice.choose([adapter.id], picture.id))) return
    const others = [...this.#chosen].filter((one) => !one.startsWith(`${adapter.id} `))
    this.#chosen = new Set([...others, `${adapter.id} ${picture.id}`])
  }

  /** The stack of Create is left out, and with it the tags of the prompt. */
  #request(): GenerationRequest {
    const { draft } = this.#parts
    const request = draft.draftRequest()
    const { prompt, profile } = request
    return {
      ...request,
      steps: draft.form.steps,
      prompt: knowsTags[profile] ? followStack(prompt, []) : prompt,
      stack: [],
    }
  }

  #progressOf({ job }: TrialCell) {
    if (job === null) return null
    return this.#parts.studio.data.jobs.find(({ id }) => id === job)?.progress ?? null
  }

  #act(run: (id: string) => Promise<unknown>): void {
    const id = this.#trial?.id
    if (id !== undefined) void this.#parts.toasts.attempt(() => run(id))
  }

  async #ask(): Promise<void> {
    const { toasts, studio } = this.#parts
    const take = ({ trial }: { trial: Trial | null }): boolean => {
      this.#trial = trial
      return true
    }
    await toasts.attempt(() => this.#told.untilNewest(() => studio.backend.trials.newest(), take))
  }

  #learn(event: StudioNews): void {
    const trial = this.#trial
    if (event.type === 'trial' || event.type === 'trial-cell') this.#told.note()
    if (event.type === 'snapshot') this.#askAgain()
    else if (event.type === 'trial') {
      const { id, state, secondsEach } = event.trial
      if (trial?.id === id) this.#trial = { ...trial, state, secondsEach }
      // Another window tries others.
      else this.#askAgain()
    } else if (event.type === 'trial-cell') {
      if (trial?.id !== event.trial) return
      this.#trial = { ...trial, cells: trial.cells.with(event.index, event.cell) }
    } else if (event.type === 'trial-removed') {
      if (trial?.id !== event.id) return
      this.#trial = null
      this.close()
    } else if (event.type === 'picture') this.#put(event.picture.id, event.picture)
    else if (event.type === 'picture-removed') this.#put(event.id, null)
  }

  #askAgain(): void {
    if (this.#isOpen && this.#begins === 0) void this.#ask()
  }

  /** A picture is another now, or is gone. */
  #put(id: string, picture: TrialCell['picture']): void {
    const trial = this.#trial
    if (trial?.cells.some((cell) => cell.picture?.id === id) !== true) return
    const cells = trial.cells.map((cell) => (cell.picture?.id === id ? { ...cell, picture } : cell))
    this.#trial = { ...trial, cells }
  }
}

function hasPicture(cell: TrialCell | undefined): boolean {
  return (cell?.picture ?? null) !== null
}
