// A kept picture that is made again, beside the first: how far it is, and whether both are equal.
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import type { ReplayVerdict } from '../../../src-main/contract/replay.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { failureReport } from '../failure.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

type Parts = { readonly studio: Studio; readonly toasts: Toasts }

export class Replay {
  readonly #parts: Parts
  #picture = $state.raw<PictureSummary | null>(null)
  #draft = $state.raw<DraftSummary | null>(null)
  #verdict = $state.raw<ReplayVerdict | null>(null)
  #isKept = $state(false)
  /** Told before the answer that says which of them is ours. */
  #early: DraftSummary[] = []
  /** Grows with each replay: answers to another one come too late. */
  #number = 0

  constructor(parts: Parts) {
    this.#parts = parts
    parts.studio.listen((news) => this.#learn(news))
  }

  /** The first; null while nothing is replayed. */
  get picture(): PictureSummary | null {
    return this.#picture
  }
  /** The second, as far as it is. */
  get draft(): DraftSummary | null {
    return this.#draft
  }
  get verdict(): ReplayVerdict | null {
    return this.#verdict
  }
  get canKeep(): boolean {
    return this.#draft?.state === 'done' && !this.#isKept
  }

  async start(picture: PictureSummary): Promise<void> {
    this.close()
    const number = ++this.#number
    this.#picture = picture
    try {
      const { draft } = await this.#parts.studio.backend.gallery.replay({ id: picture.id })
      if (number !== this.#number) return
      this.#draft = draft
      const told = this.#early.findLast(({ id }) => id === draft.id)
      if (told !== undefined) this.#hear(told)
    } catch (error) {
      this.#fail(error, number)
    }
  }

  /** The second becomes a picture of the gallery, too. */
  async keep(): Promise<void> {
    const draft = this.#draft
    if (draft === null || !this.canKeep) return
    this.#isKept = true
    try {
      await this.#parts.studio.backend.drafts.keep({ id: draft.id })
    } catch (error) {
      this.#isKept = false
      this.#parts.toasts.fail(failureReport(error))
    }
  }

  /** What is not done yet is not made. */
  close(): void {
    const isOver = this.#draft === null || this.#draft.state === 'done' || this.#draft.state === 'failed'
    if (!isOver) this.#parts.studio.backend.drafts.cancel({ lane: 'replay' }).catch(() => undefined)
    this.#number += 1
    this.#picture = null
    this.#draft = null
    this.#verdict = null
    this.#isKept = false
    this.#early = []
  }

  #learn(news: StudioNews): void {
    const own = this.#draft
    if (own === null) {
      if (this.#picture !== null && news.type === 'draft') this.#early.push(news.draft)
      return
    }
    if (news.type === 'draft' && news.draft.id === own.id) this.#hear(news.draft)
    // The host has begun anew: nobody makes it any more.
    else if (news.type === 'snapshot' && !news.drafts.some(({ id }) => id === own.id)) this.close()
  }

  #hear(draft: DraftSummary): void {
    const wasDone = this.#draft?.state === 'done'
    this.#draft = draft
    if (draft.state === 'cancelled') this.close()
    else if (draft.state === 'failed') {
      if (draft.error !== null) this.#parts.toasts.fail(draft.error)
      this.close()
    } else if (draft.state === 'done' && !wasDone) void this.#judge(draft.id)
  }

  async #judge(draftId: string): Promise<void> {
    const number = this.#number
    const picture = this.#picture
    if (picture === null) return
    try {
      const verdict = await this.#parts.studio.backend.gallery.replayed({ id: picture.id, draftId })
      if (number === this.#number) this.#verdict = verdict
    } catch (error) {
      this.#fail(error, number)
    }
  }

  #fail(error: unknown, number: number): void {
    if (number !== this.#number) return
    this.#parts.toasts.fail(failureReport(error))
    this.close()
  }
}
