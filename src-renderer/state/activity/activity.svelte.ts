// What runs, waits and failed, for the one place that shows it all; and how each of them is ended.
import type { Generator } from '../picture/generator.svelte.ts'
import type { Live } from '../picture/live.svelte.ts'
import type { Strip } from '../picture/strip.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Runs } from '../training/runs.svelte.ts'
import { activitiesOf, type Activity } from './activities.ts'

type Parts = { studio: Studio; generator: Generator; live: Live; strip: Strip; runs: Runs }

export class Activities {
  readonly #parts: Parts

  readonly running: readonly Activity[] = $derived.by(() => activitiesOf(this.#parts.studio.data))
  /** The one that the place under the picture tells of: what somebody asked for last goes first. */
  readonly ofPictures: Activity | null = $derived(
    this.running.find(({ kind }) => kind !== 'training' && kind !== 'scan') ?? null,
  )
  readonly busy: boolean = $derived(this.running.some(({ kind }) => kind !== 'scan'))

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get waiting(): number {
    return this.#parts.studio.queued.length
  }
  get failed(): number {
    return this.#parts.studio.failed.length
  }

  /** A look through the folders cannot be ended; a training is paused, and goes on when somebody wants. */
  end({ kind, id }: Activity): void {
    const { studio, generator, live, strip, runs } = this.#parts
    if (kind === 'picture') void generator.cancel(id)
    else if (kind === 'training') void runs.pause(id)
    else if (kind === 'strip' && strip.isOpen) strip.close()
    else if (kind === 'live' && live.on) live.turn(false)
    else if (kind !== 'scan') void studio.backend.drafts.cancel({ lane: kind }).catch(() => undefined)
  }
}
