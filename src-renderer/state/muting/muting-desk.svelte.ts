// Which adapter did that, as this window looks at it: the host mutes one after the other, and a person points at a spot.
import { SvelteMap } from 'svelte/reactivity'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type { DifferenceMap, Spot } from '../../../src-main/base/difference-map.ts'
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import type { JobProgress } from '../../../src-main/contract/job-progress.ts'
import type { MutedCell, Muting } from '../../../src-main/contract/muting.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { failureReport } from '../failure.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import { secondsLeftOf } from '../picture/round-progress.ts'
import type { Session } from '../picture/session.svelte.ts'
import type { Stack } from '../stack/stack.svelte.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { ToldMeanwhile } from '../told-meanwhile.ts'
import { damped, entryInStack } from './damped.ts'
import { suspects, type Suspect } from './who-did-it.ts'

export type MutingDeskParts = {
  studio: Studio
  session: Pick<Session, 'useSettings'>
  stack: Pick<Stack, 'entries' | 'change'>
  histories: Histories
  toasts: Toasts
  look: Look
}

export const mutingViews = ['picture', 'without', 'map'] as const
export type MutingView = (typeof mutingViews)[number]

/** Whether an adapter acted on it, as far as its record says. */
export function canMute(picture: PictureSummary | null): boolean {
  return picture?.record?.request.stack.some(({ on }) => on) ?? false
}

export class MutingDesk {
  readonly #parts: MutingDeskParts
  /** What it is about; null while nothing is open. */
  #picture = $state.raw<PictureSummary | null>(null)
  #muting = $state.raw<Muting | null>(null)
  /** Why nothing was begun. */
  #failure = $state.raw<ErrorReport | null>(null)
  #isBeginning = $state(false)
  readonly #maps = new SvelteMap<number, DifferenceMap>()
  #spot = $state.raw<Spot | null>(null)
  /** The cell that somebody chose; null follows the first. */
  #chosen = $state<number | null>(null)
  #view = $state<MutingView>('picture')
  readonly #told = new ToldMeanwhile()
  /** Grows with each that is opened: answers to another one come too late. */
  #number = 0

  readonly suspects: readonly Suspect[] = $derived.by(() =>
    suspects(this.#muting?.cells ?? [], this.#maps, this.#spot),
  )
  /** The adapter that is looked at. */
  readonly active: Suspect | null = $derived.by(
    () => this.suspects.find(({ index }) => index === this.#chosen) ?? this.suspects[0] ?? null,
  )
  readonly secondsLeft: number | null = $derived.by(
    () => this.#muting && secondsLeftOf(this.#muting, (cell) => this.progressOf(cell)),
  )

  constructor(parts: MutingDeskParts) {
    this.#parts = parts
    parts.studio.listen((event) => this.#learn(event))
  }

  get picture(): PictureSummary | null {
    return this.#picture
  }
  get muting(): Muting | null {
    return this.#muting
  }
  get failure(): ErrorReport | null {
    return this.#failure
  }
  get isBeginning(): boolean {
    return this.#isBeginning
  }
  /** Part of the picture that somebody asks about; null for all of it. */
  get spot(): Spot | null {
    return this.#spot
  }
  get view(): MutingView {
    return this.#view
  }
  mapOf(index: number): DifferenceMap | null {
    return this.#maps.get(index) ?? null
  }

  /** What there is of this picture already is shown; else its adapters are muted from now on. */
  async open(picture: PictureSummary): Promise<void> {
    this.#reset(picture)
    const number = this.#number
    if (this.#parts.studio.data.muting !== null) {
      await this.#ask()
      if (number !== this.#number || this.#muting !== null) return
    }
    await this.again()
  }

  /** From the beginning. */
  async again(): Promise<void> {
    const picture = this.#picture
    if (picture === null || this.#isBeginning) return
    this.#reset(picture)
    const number = this.#number
    this.#isBeginning = true
    const { muting: calls } = this.#parts.studio.backend
    try {
      const { answer, isNewest } = await this.#told.answerOf(() => calls.start({ pictureId: picture.id }))
      if (number !== this.#number) return
      if (isNewest) this.#take(answer)
      else await this.#ask()
    } catch (error) {
      if (number === this.#number) this.#failure = failureReport(error)
    } finally {
      if (number === this.#number) this.#isBeginning = false
    }
  }

  /** It goes on behind. */
  close(): void {
    this.#reset(null)
  }

  pause(isPaused: boolean): void {
    this.#act((id) => this.#parts.studio.backend.muting.pause({ id, isPaused }))
  }
  cancel(): void {
    this.#act((id) => this.#parts.studio.backend.muting.cancel({ id }))
  }
  retry(cell: number): void {
    this.#act((id) => this.#parts.studio.backend.muting.retry({ id, cell }))
  }
  putAway(): void {
    this.#act((id) => this.#parts.studio.backend.muting.dismiss({ id }))
    this.close()
  }

  choose(index: number): void {
    this.#chosen = index
  }
  show(view: MutingView): void {
    this.#view = view
  }
  /** To the next of the three. */
  turn(): void {
    const at = mutingViews.indexOf(this.#view)
    this.#view = mutingViews[(at + 1) % mutingViews.length]!
  }
  /** Whoever changed it most is looked at. */
  point(spot: Spot | null): void {
    this.#spot = spot
    this.#chosen = null
  }

  /** What it is in the stack of Create now; null where it is not in it. */
  entryOf({ cell }: Suspect): StackEntry | null {
    return entryInStack(this.#parts.stack.entries, cell.entry)
  }
  damp(suspect: Suspect): void {
    const { stack, toasts, histories, look } = this.#parts
    const entry = this.entryOf(suspect)
    if (entry === null || damped(entry.weight) === entry.weight) return
    const weight = damped(entry.weight)
    const change = entry.textWeight === null ? { weight } : { weight, textWeight: damped(entry.textWeight) }
    const step = stack.change(entry.id, change)
    toasts.say(
      look.words.muting.damped(entry.name, look.number(entry.weight), look.number(weight)),
      histories.wayBack(histories.at('create'), step),
    )
  }
  useSettings(): void {
    if (this.#picture !== null) this.#parts.session.useSettings(this.#picture, 'all')
  }

  /** Null where it does not run. */
  progressOf({ job }: MutedCell): JobProgress | null {
    if (job === null) return null
    return this.#parts.studio.data.drafts.find(({ id }) => id === job)?.progress ?? null
  }

  #reset(picture: PictureSummary | null): void {
    this.#number += 1
    this.#picture = picture
    this.#muting = null
    this.#failure = null
    this.#isBeginning = false
    this.#maps.clear()
    this.#spot = null
    this.#chosen = null
    this.#view = 'picture'
  }

  #act(run: (id: string) => Promise<unknown>): void {
    const id = this.#muting?.id
    if (id !== undefined) void this.#parts.toasts.attempt(() => run(id))
  }

  async #ask(): Promise<void> {
    const number = this.#number
    const { toasts, studio } = this.#parts
    const take = ({ muting }: { muting: Muting | null }): boolean => {
      if (number !== this.#number) return false
      // Another window asks about another picture.
      this.#take(muting?.picture.id === this.#picture?.id ? muting : null)
      return true
    }
    await toasts.attempt(() => this.#told.untilNewest(() => studio.backend.muting.newest(), take))
  }

  #take(muting: Muting | null): void {
    if (muting?.id !== this.#muting?.id) this.#maps.clear()
    this.#muting = muting
    muting?.cells.forEach((cell, index) => void this.#load(cell, index))
  }

  async #load({ distance }: MutedCell, index: number): Promise<void> {
    if (distance === null || this.#maps.has(index)) return
    const id = this.#muting?.id
    const bytes = await this.#parts.studio.backend.mediaBytes(distance.mapUrl).catch(() => null)
    // It went while it was asked for, which is told by itself.
    if (bytes === null || this.#muting?.id !== id) return
    this.#maps.set(index, { width: distance.width, height: distance.height, bytes })
  }

  #learn(event: StudioNews): void {
    const muting = this.#muting
    if (event.type === 'muting' || event.type === 'muting-cell') this.#told.note()
    if (event.type === 'snapshot') this.#askAgain()
    else if (event.type === 'muting') {
      const { id, state, secondsEach, base, why } = event.muting
      if (muting?.id === id) this.#muting = { ...muting, state, secondsEach, base, why: [...why] }
      else if (muting !== null) this.#askAgain()
    } else if (event.type === 'muting-cell') {
      if (muting?.id !== event.muting) return
      this.#muting = { ...muting, cells: muting.cells.with(event.index, event.cell) }
      if (event.cell.distance === null) this.#maps.delete(event.index)
      else void this.#load(event.cell, event.index)
    } else if (event.type === 'muting-removed') {
      if (muting?.id === event.id) this.#take(null)
    }
  }

  #askAgain(): void {
    if (this.#picture !== null && !this.#isBeginning) void this.#ask()
  }
}
