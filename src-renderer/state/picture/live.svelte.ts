// Live: the picture of the same seed made again whenever a slider rests; kept only when somebody asks.
import { oneAtATime } from '../../../src-main/base/turns.ts'
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Draft, Form } from './draft.svelte.ts'
import { failureReport } from '../failure.ts'
import type { Session } from './session.svelte.ts'
import type { Steer } from './steer.svelte.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

const restMs = 80
/** A draft this quick keeps up with the hand. */
const everyFrameSeconds = 0.15
/** Slower than this, Live is not switched on by itself and says what a draft takes. */
const slowSeconds = 3

export class Live {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #session: Session
  readonly #toasts: Toasts
  #running = $state.raw<DraftSummary | null>(null)
  #done = $state.raw<DraftSummary | null>(null)
  #preview = $state.raw<{ url: string; width: number; height: number } | null>(null)
  #seconds = $state<number | null>(null)
  /** The form that the newest draft was asked for with. */
  #askedFor = $state.raw<Form | null>(null)
  #kept: Promise<PictureSummary | null> | null = null
  /** The draft that is still being drawn is to be kept. */
  #wish: { favourite: boolean } | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #frameAsked = false
  readonly #inTurn = oneAtATime()

  /** What the stage shows instead of a picture: the newest preview, or the finished draft. */
  readonly shown: { url: string; width: number; height: number; done: boolean } | null = $derived.by(() => {
    if (this.#preview !== null) return { ...this.#preview, done: false }
    const done = this.#done
    if (done === null || done.url === null) return null
    return { url: done.url, width: done.width, height: done.height, done: true }
  })
  readonly making: boolean = $derived(this.#running !== null)

  constructor(studio: Studio, draft: Draft, session: Session, steer: Steer, toasts: Toasts) {
    this.#studio = studio
    this.#draft = draft
    this.#session = session
    this.#toasts = toasts
    studio.listen((event) => this.#learn(event))
    draft.onChange(() => {
      if (this.on && !steer.active) this.#soon()
    })
    session.onTake(() => this.hide())
  }

  get on(): boolean {
    return this.#draft.live
  }
  /** Of the last draft, from the change to the picture. */
  get seconds(): number | null {
    return this.#seconds
  }
  get slow(): boolean {
    return this.#seconds !== null && this.#seconds > slowSeconds
  }
  /** The finished draft of exactly what the fields say now. */
  get current(): DraftSummary | null {
    return this.#done !== null && this.#preview === null && this.#askedFor === this.#draft.form
      ? this.#done
      : null
  }

  turn(on: boolean): void {
    this.#draft.live = on
    if (on) {
      this.#draft.pinSeed()
      this.#soon()
    } else {
      this.hide()
      void this.#studio.backend.drafts.cancel({ lane: 'live' }).catch(() => undefined)
    }
  }

  /** The stage is somebody else's. */
  hide(): void {
    clearTimeout(this.#timer)
    this.#preview = null
    this.#done = null
    this.#askedFor = null
    this.#wish = null
  }

  /** What the stage shows becomes a picture of the session: now, or as soon as it is done. */
  keepShown(favourite = false): void {
    if (this.#preview !== null) this.#wish = { favourite: favourite || (this.#wish?.favourite ?? false) }
    else void this.keep(favourite)
  }

  /** The finished draft becomes a picture of the session. */
  async keep(favourite = false): Promise<PictureSummary | null> {
    const draft = this.#done
    if (draft === null) return null
    this.#kept ??= this.#keep(draft)
    const picture = await this.#kept
    if (picture !== null && favourite && !picture.favourite) await this.#session.toggleFavourite(picture)
    return picture
  }

  async #keep(draft: DraftSummary): Promise<PictureSummary | null> {
    try {
      const picture = await this.#studio.backend.drafts.keep({ id: draft.id })
      this.#studio.learn({ type: 'picture', picture })
      this.#session.select(picture.id)
      return picture
    } catch (error) {
      this.#toasts.fail(failureReport(error))
      return null
    } finally {
      this.#kept = null
    }
  }

  #soon(): void {
    clearTimeout(this.#timer)
    if (this.#seconds !== null && this.#seconds < everyFrameSeconds) {
      if (this.#frameAsked) return
      this.#frameAsked = true
      requestAnimationFrame(() => {
        this.#frameAsked = false
        this.#ask()
      })
    } else this.#timer = setTimeout(() => this.#ask(), restMs)
  }

  #ask(): void {
    const model = this.#studio.model(this.#draft.form.model)
    if (!this.on || model === null || model.problem !== null) return
    const request = this.#draft.draftRequest()
    this.#askedFor = this.#draft.form
    this.#wish = null
    const send = async (): Promise<void> => {
      if (this.#askedFor === null) return
      try {
        await this.#studio.backend.drafts.start({ lane: 'live', requests: [request] })
      } catch (error) {
        this.#toasts.fail(failureReport(error))
      }
    }
    // One after the other, so that the last one asked for is the last one made.
    void this.#inTurn(send)
  }

  #learn(event: StudioNews): void {
    if (event.type === 'snapshot' && !event.drafts.some(({ id }) => id === this.#running?.id))
      this.#running = null
    if (event.type !== 'draft' || event.draft.lane !== 'live') return
    const { draft } = event
    if (draft.state === 'running' || draft.state === 'waiting') this.#running = draft
    else if (this.#running?.id === draft.id) this.#running = null
    if (this.#askedFor === null) return
    const { width, height } = draft
    if (draft.state === 'running' && draft.progress?.previewUrl) {
      this.#preview = { url: draft.progress.previewUrl, width, height }
    }
    if (draft.state === 'done') {
      this.#preview = null
      this.#done = draft
      this.#seconds = draft.seconds
      const wish = this.#wish
      this.#wish = null
      if (wish !== null) void this.keep(wish.favourite)
    }
    if (draft.state === 'failed' && draft.error !== null) this.#toasts.fail(draft.error)
  }
}
