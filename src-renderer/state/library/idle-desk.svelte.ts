// Previews in idle time as this window looks at them: what a person wants, how far they are, and that somebody is here.
import {
  idleLimits,
  mostIdlePrompts,
  type IdlePrompt,
  type IdleReport,
  type IdleWish,
} from '../../../src-main/contract/idle-previews.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import { NewestAnswer } from '../newest-answer.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { isUsableCheckpoint } from '../usable-checkpoint.ts'

export type IdleDeskParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

/** Between two words to the host that somebody is here; the first after a rest is said at once. */
const saidApartMs = 5_000
const usualSide = 512

export class IdleDesk {
  readonly #parts: IdleDeskParts
  #isOpen = $state(false)
  #isLimitWanted = $state(false)
  readonly #report = new NewestAnswer<IdleReport | null>(null)
  #lookers = 0
  #saidAt = -Infinity

  readonly wish: IdleWish = $derived.by(() => this.#parts.studio.data.settings.idlePreviews)
  readonly bases = $derived.by(() => this.#parts.studio.data.models.filter(isUsableCheckpoint))
  /** Of the pictures, also where the base decides. */
  readonly side: number = $derived.by(() => {
    const base = this.bases.find(({ id }) => id === this.wish.model)
    return this.wish.side ?? base?.defaultSize?.width ?? usualSide
  })

  constructor(parts: IdleDeskParts) {
    this.#parts = parts
    parts.studio.listen(({ type }) => {
      if (type === 'idle-previews' || type === 'settings' || type === 'items' || type === 'snapshot')
        this.#askAgain()
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen
  }
  /** The field of the limit is gone to, wherever it is shown next. */
  goToLimit(): void {
    this.#isLimitWanted = true
  }
  /** It is shown, in this place. */
  arriveAtLimit(place: HTMLElement): void {
    if (!this.#isLimitWanted) return
    this.#isLimitWanted = false
    place.scrollIntoView({ block: 'center' })
    place.querySelector('input')?.focus()
  }

  /** Null before the host has answered. */
  get report(): IdleReport | null {
    return this.#report.value
  }

  /** As long as somebody looks at it the report is kept up to date. Returns what ends that. */
  look(): () => void {
    this.#lookers += 1
    this.#askAgain()
    return () => void (this.#lookers -= 1)
  }

  /** Switched on without a base, the one that is drawn with is chosen, or the first. */
  turn(isOn: boolean, model: string): Promise<void> {
    const { bases, wish } = this
    const isThere = (id: string | null): boolean => bases.some((one) => one.id === id)
    const base = isThere(wish.model) ? wish.model : isThere(model) ? model : (bases[0]?.id ?? null)
    return this.change({ isOn, ...(isOn ? { model: base } : {}) })
  }

  /** One step of the history of where it is done. */
  async change(change: Partial<IdleWish>): Promise<void> {
    const { studio, histories } = this.#parts
    const before = this.wish
    const after = { ...before, ...change }
    const put = async (idlePreviews: IdleWish): Promise<void> => {
      studio.learn({ type: 'settings', settings: await studio.backend.settings.set({ idlePreviews }) })
    }
    await histories.here.act({ name: (words) => words.idlePreviews, key: null, before, after, put })
  }

  get canAddPrompt(): boolean {
    return this.wish.prompts.length < mostIdlePrompts
  }
  addPrompt(): Promise<void> {
    const { prompts } = this.wish
    return this.change({ prompts: [...prompts, { prompt: '', seed: String(prompts.length + 1) }] })
  }
  removePrompt(at: number): Promise<void> {
    return this.change({ prompts: this.wish.prompts.toSpliced(at, 1) })
  }
  changePrompt(at: number, change: Partial<IdlePrompt>): Promise<void> {
    const { prompts } = this.wish
    const prompt = change.prompt?.slice(0, idleLimits.promptLength)
    const next = { ...prompts[at]!, ...change, ...(prompt === undefined ? {} : { prompt }) }
    return this.change({ prompts: prompts.with(at, next) })
  }

  pause(isPaused: boolean): void {
    this.#act(() => this.#parts.studio.backend.idle.pause({ isPaused }))
  }
  retry(): void {
    this.#act(() => this.#parts.studio.backend.idle.retry())
  }
  clear(): void {
    this.#act(() => this.#parts.studio.backend.idle.clear())
  }

  /** Somebody types, clicks or moves in this window. */
  used(): void {
    const now = performance.now()
    if (!this.wish.isOn || now - this.#saidAt < saidApartMs) return
    this.#saidAt = now
    // Without a host nothing is made either.
    this.#parts.studio.backend.idle.used().catch(() => undefined)
  }

  #act(run: () => Promise<unknown>): void {
    void this.#parts.toasts.attempt(run).then(() => this.#askAgain())
  }

  #askAgain(): void {
    if (this.#lookers > 0) void this.#report.ask(() => this.#parts.studio.backend.idle.report())
  }
}
