// A strip: the picture at ten weights of one adapter, dragged across like film.
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import { knowsTags, type GenerationRequest } from '../../../src-main/contract/generation.ts'
import { usualWeights } from '../../../src-main/contract/weights.ts'
import type { Draft } from './draft.svelte.ts'
import { failureReport } from '../failure.ts'
import type { Stack } from '../stack/stack.svelte.ts'
import { followStack } from '../stack/stack-edits.ts'
import { centreFirst, stripWeights } from '../stack/strip-weights.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type StripFrame = {
  weight: number
  preferred: boolean
  /** The newest preview, then the picture. */
  url: string | null
  state: DraftSummary['state']
}
type Opened = {
  entryId: string
  name: string
  request: GenerationRequest
  /** Places of the frames in the order in which they are made. */
  order: readonly number[]
}

export class Strip {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #stack: Stack
  readonly #toasts: Toasts
  #opened = $state.raw<Opened | null>(null)
  #frames = $state.raw<readonly StripFrame[]>([])
  #selected = $state(0)

  readonly current: StripFrame | null = $derived.by(() =>
    this.#opened === null ? null : (this.#frames[this.#selected] ?? null),
  )

  constructor(studio: Studio, draft: Draft, stack: Stack, toasts: Toasts) {
    this.#studio = studio
    this.#draft = draft
    this.#stack = stack
    this.#toasts = toasts
    studio.listen((event) => this.#learn(event))
    draft.onChange(() => {
      const opened = this.#opened
      if (opened !== null && !stack.entries.some(({ id }) => id === opened.entryId)) this.close()
    })
  }

  get isOpen(): boolean {
    return this.#opened !== null
  }
  get name(): string {
    return this.#opened?.name ?? ''
  }
  get entryId(): string | null {
    return this.#opened?.entryId ?? null
  }
  get request(): GenerationRequest | null {
    return this.#opened?.request ?? null
  }
  get frames(): readonly StripFrame[] {
    return this.#frames
  }
  get selected(): number {
    return this.#selected
  }

  async open(entryId: string): Promise<void> {
    const card = this.#stack.cards.find(({ entry }) => entry.id === entryId)
    if (card === undefined) return
    const { entry, adapter } = card
    const preferred = adapter?.preferredWeight ?? 1
    const weights = stripWeights(adapter?.range ?? usualWeights, preferred)
    const order = centreFirst(weights, entry.weight)
    const request = this.#draft.draftRequest()
    this.#opened = { entryId, name: entry.name, request, order }
    this.#frames = weights.map((weight) => ({
      weight,
      preferred: weight === preferred,
      url: null,
      state: 'waiting',
    }))
    this.#selected = order[0] ?? 0
    try {
      await this.#studio.backend.drafts.start({
        lane: 'strip',
        requests: order.map((at) => withWeight(request, entryId, weights[at] ?? 0)),
      })
    } catch (error) {
      this.close()
      this.#toasts.fail(failureReport(error))
    }
  }

  select(index: number): void {
    this.#selected = Math.min(this.#frames.length - 1, Math.max(0, index))
  }

  /** The card takes the weight that is shown. */
  keep(): void {
    const opened = this.#opened
    const frame = this.current
    if (opened === null || frame === null) return
    this.close()
    this.#stack.change(opened.entryId, { weight: frame.weight })
  }

  close(): void {
    if (this.#opened === null) return
    this.#opened = null
    this.#frames = []
    this.#studio.backend.drafts.cancel({ lane: 'strip' }).catch(() => undefined)
  }

  /** The host has begun anew: nobody makes the frames that wait. */
  #giveUp(): void {
    this.#frames = this.#frames.map((frame) =>
      frame.state === 'done' ? frame : { ...frame, state: 'cancelled' },
    )
  }

  #learn(event: StudioNews): void {
    const opened = this.#opened
    if (event.type === 'snapshot' && !event.drafts.some(({ lane }) => lane === 'strip')) this.#giveUp()
    if (event.type !== 'draft' || event.draft.lane !== 'strip' || opened === null) return
    const { index, state, url, progress, error } = event.draft
    if (state === 'cancelled') return
    const at = opened.order[index]
    this.#frames = this.#frames.map((frame, place) =>
      place === at ? { ...frame, state, url: url ?? progress?.previewUrl ?? frame.url } : frame,
    )
    if (state === 'failed' && error !== null) this.#toasts.fail(error)
  }
}

/** The same picture with one entry at another weight, and on; its tag says so too. */
function withWeight(request: GenerationRequest, entryId: string, weight: number): GenerationRequest {
  const stack = request.stack.map((entry) => (entry.id === entryId ? { ...entry, on: true, weight } : entry))
  return knowsTags[request.profile]
    ? { ...request, stack, prompt: followStack(request.prompt, stack) }
    : { ...request, stack }
}
