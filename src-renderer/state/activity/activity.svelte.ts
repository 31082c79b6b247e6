// What runs, waits and failed, for the one place that shows it all; and how each of them is ended.
import type { RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import type { Generator } from '../picture/generator.svelte.ts'
import type { Live } from '../picture/live.svelte.ts'
import type { Strip } from '../picture/strip.svelte.ts'
import type { Downloads } from '../models/downloads.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { Runs } from '../training/runs.svelte.ts'
import { activitiesOf, isBehind, type Activity } from './activities.ts'

type Parts = {
  studio: Studio
  generator: Generator
  live: Live
  strip: Strip
  runs: Runs
  downloads: Downloads
  toasts: Toasts
}

export class Activities {
  readonly #parts: Parts

  readonly running: readonly Activity[] = $derived.by(() => activitiesOf(this.#parts.studio.data))
  /** The one that the place under the picture tells of: what somebody asked for last goes first. */
  readonly ofPictures: Activity | null = $derived(
    this.running.find((one) => one.kind !== 'training' && !isBehind(one)) ?? null,
  )
  /** How many of them somebody waits for. */
  readonly awaited: number = $derived(this.running.filter((one) => !isBehind(one)).length)
  readonly busy: boolean = $derived(this.awaited > 0)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get waiting(): number {
    return this.#parts.studio.queued.length
  }
  get failed(): number {
    return this.#parts.studio.failed.length
  }
  /** Files whose making an earlier host left: somebody has to say whether they are made again. */
  get interrupted(): readonly RewritingSummary[] {
    return this.#parts.studio.data.rewritings.filter(({ state }) => state === 'interrupted')
  }

  /** A training, the hashing of files and comparing are paused, and go on when somebody wants. */
  end(activity: Activity): void {
    const { studio, generator, live, strip, runs, downloads, toasts } = this.#parts
    const { kind, id } = activity
    const { library, drafts } = studio.backend
    if (kind === 'scan') void toasts.attempt(() => library.endScan())
    else if (kind === 'hashing')
      void toasts.attempt(() => library.pauseHashing({ isPaused: activity.state !== 'paused' }))
    else if (kind === 'comparing')
      void toasts.attempt(() => library.pauseComparing({ isPaused: activity.state !== 'paused' }))
    else if (kind === 'idle')
      void toasts.attempt(() => studio.backend.idle.pause({ isPaused: activity.state !== 'paused' }))
    else if (kind === 'trial')
      void toasts.attempt(() => studio.backend.trials.pause({ id, isPaused: activity.state !== 'paused' }))
    else if (kind === 'muting')
      void toasts.attempt(() => studio.backend.muting.pause({ id, isPaused: activity.state !== 'paused' }))
    else if (kind === 'export' || kind === 'import' || kind === 'facts')
      void toasts.attempt(() => studio.backend.gallery.cancelTransfer({ id }))
    else if (kind === 'download') void downloads.remove(activity.download)
    else if (kind === 'rewriting') void toasts.attempt(() => studio.backend.rewriting.cancel({ id }))
    else if (kind === 'picture') void generator.cancel(id)
    else if (kind === 'training') void runs.pause(id)
    else if (kind === 'strip' && strip.isOpen) strip.close()
    else if (kind === 'live' && live.on) live.turn(false)
    else void drafts.cancel({ lane: kind }).catch(() => undefined)
  }
}
