// Generate, stop, cancel, and the two ways of going on by itself.
import { oneAtATime } from '../../../src-main/base/turns.ts'
import type { Draft } from './draft.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Session } from './session.svelte.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export const repeatModes = ['once', 'forever', 'onChange'] as const
export type RepeatMode = (typeof repeatModes)[number]

export type GeneratorParts = {
  studio: Studio
  draft: Draft
  session: Session
  histories: Histories
  toasts: Toasts
  look: Look
}

const restAfterChangeMs = 400

/** By the words that say it. */
export type Refusal = 'noModel' | 'fixFields'

export class Generator {
  #refusal = $state<Refusal | null>(null)
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #session: Session
  readonly #histories: Histories
  readonly #toasts: Toasts
  readonly #look: Look
  #repeat = $state<RepeatMode>('once')
  #ownJobId: string | null = null
  readonly #inTurn = oneAtATime()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor({ studio, draft, session, histories, toasts, look }: GeneratorParts) {
    this.#studio = studio
    this.#histories = histories
    this.#draft = draft
    this.#session = session
    this.#toasts = toasts
    this.#look = look
    studio.listen((event) => this.#goOn(event))
    draft.onChange(({ model }) => {
      if (model !== undefined && this.#refusal === 'noModel') this.#refusal = null
      this.#afterChange()
    })
  }

  /** Why nothing was asked for; said beside the button until it is put right. */
  get refusal(): Refusal | null {
    return this.#refusal
  }
  refuse(refusal: Refusal | null): void {
    this.#refusal = refusal
  }

  get repeat(): RepeatMode {
    return this.#repeat
  }
  set repeat(mode: RepeatMode) {
    this.#repeat = mode
    if (mode === 'forever' && this.#isIdle()) void this.generate()
  }

  /** Queues one more picture; again queues again. */
  async generate(): Promise<void> {
    const model = this.#studio.model(this.#draft.form.model)
    if (model === null || model.problem !== null) {
      this.#refusal = 'noModel'
      return
    }
    this.#refusal = null
    this.#session.goLive()
    await this.#submit()
  }

  /** Decodes what there is; the partial picture joins the session. */
  async stopAndKeep(): Promise<void> {
    this.#repeat = 'once'
    const job = this.#studio.running
    if (job) await this.#try(() => this.#studio.backend.generation.stopAndKeep({ jobId: job.id }))
  }

  /** One that waits leaves the queue, and can come back to its place; one that runs is given up. */
  async cancel(jobId: string): Promise<void> {
    this.#repeat = 'once'
    if (this.#studio.job(jobId)?.state === 'queued') await this.#unqueue(jobId)
    else await this.#try(() => this.#studio.backend.generation.cancel({ jobId }))
  }

  async #unqueue(jobId: string): Promise<void> {
    const { backend } = this.#studio
    const order = this.#order()
    await this.#histories.act(
      this.#histories.here,
      {
        name: (words) => words.unqueued,
        key: null,
        before: 'queued',
        after: 'removed',
        put: async (to) => {
          if (to === 'removed') return backend.generation.cancel({ jobId })
          this.#studio.learn({ type: 'job', job: await backend.generation.retry({ jobId }) })
          await this.#reorder(order)
        },
      },
      this.#look.words.queue.removed,
    )
  }

  async retry(jobId: string): Promise<void> {
    this.#session.goLive()
    await this.#try(() => this.#studio.backend.generation.retry({ jobId }))
  }

  async dismiss(jobId: string): Promise<void> {
    await this.#try(() => this.#studio.backend.generation.dismiss({ jobId }))
  }

  /** Moves a queued job to the place of another; returns the place it got. */
  move(jobId: string, to: number): number {
    const before = this.#order()
    const from = before.indexOf(jobId)
    const target = Math.min(before.length - 1, Math.max(0, to))
    if (from === -1 || from === target) return from
    const after = before.toSpliced(from, 1).toSpliced(target, 0, jobId)
    this.#histories.here.record({
      name: (words) => words.reordered,
      key: 'queue',
      before,
      after,
      put: (order) => this.#reorder(order),
    })
    void this.#try(() => this.#reorder(after))
    return target
  }

  #order(): string[] {
    return this.#studio.queued.map(({ id }) => id)
  }

  /** Those that do not wait any more are left out, those that came since stay last. */
  async #reorder(wanted: readonly string[]): Promise<void> {
    const now = this.#order()
    const known = wanted.filter((id) => now.includes(id))
    const order = [...known, ...now.filter((id) => !known.includes(id))]
    this.#studio.learn({ type: 'queue', order })
    await this.#studio.backend.generation.reorder({ order })
  }

  /** What is asked for is fixed now; it is sent after what was asked before, so that the queue keeps the order. */
  #submit(onJob: (id: string) => void = () => undefined): Promise<void> {
    const request = this.#draft.nextRequest()
    return this.#inTurn(() =>
      this.#try(async () => {
        const job = await this.#studio.backend.generation.submit(request)
        onJob(job.id)
      }),
    )
  }

  async #try(act: () => Promise<unknown>): Promise<void> {
    if (!(await this.#toasts.attempt(act))) this.#repeat = 'once'
  }

  #goOn(event: StudioNews): void {
    // A job may have ended while events were missed.
    if (event.type === 'snapshot' && this.#repeat === 'forever' && this.#isIdle()) void this.#submit()
    if (event.type !== 'job') return
    if (event.job.state === 'failed') this.#repeat = 'once'
    if (event.job.state === 'done' && this.#repeat === 'forever' && this.#isIdle()) void this.#submit()
  }

  #afterChange(): void {
    if (this.#repeat !== 'onChange') return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#remake(), restAfterChangeMs)
  }

  /** Replaces only the picture this mode asked for itself, never queued work of the person. */
  async #remake(): Promise<void> {
    if (this.#repeat !== 'onChange') return
    const own = this.#ownJobId === null ? null : this.#studio.job(this.#ownJobId)
    if (own && (own.state === 'queued' || own.state === 'running')) {
      this.#ownJobId = null
      await this.#try(() => this.#studio.backend.generation.cancel({ jobId: own.id }))
    }
    this.#session.goLive()
    await this.#submit((id) => (this.#ownJobId = id))
  }

  #isIdle(): boolean {
    return this.#studio.running === null && this.#studio.queued.length === 0
  }
}
