// Which picture the stage shows: the one being made, a failure, or one of the session.
import type { JobSummary, PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Draft, SettingsPart } from './draft.svelte.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { History } from '../history/history.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type SessionParts = {
  studio: Studio
  draft: Draft
  histories: Histories
  toasts: Toasts
  look: Look
}

export class Session {
  readonly #parts: SessionParts
  /** True while new previews, pictures and failures may take the stage. */
  #following = $state(true)
  #selectedId = $state<string | null>(null)
  #failureId = $state<string | null>(null)
  #comparing = $state(false)
  #fullWindow = $state(false)
  /** The picture's pixels in the full window, as large as they are; else the whole picture. */
  atPixels = $state(false)
  readonly #takers = new Set<() => void>()

  readonly selected: PictureSummary | null = $derived(this.#pick())
  readonly failure: JobSummary | null = $derived(this.#findFailure())
  readonly making: JobSummary | null = $derived(this.#following ? this.#runningJob() : null)
  /** The picture before the selected one: what *Compare* puts beside it. */
  readonly previous: PictureSummary | null = $derived(this.#neighbour(1))
  readonly comparing: boolean = $derived(this.#comparing && this.previous !== null && this.selected !== null)

  constructor(parts: SessionParts, selectedId: string | null) {
    const { studio } = parts
    this.#parts = parts
    this.#selectedId = selectedId
    this.#failureId = latestFailure(studio)
    studio.listen((event) => this.#follow(event))
  }

  get fullWindow(): boolean {
    return this.#fullWindow
  }
  set fullWindow(open: boolean) {
    this.#fullWindow = open
    this.atPixels = false
  }
  /** Which of the session's pictures the selected one is, from 1, the newest first. */
  get position(): { readonly at: number; readonly of: number } {
    const { pictures } = this.#parts.studio.data
    return { at: 1 + pictures.findIndex(({ id }) => id === this.selected?.id), of: pictures.length }
  }

  get following(): boolean {
    return this.#following
  }

  /** Told whenever a person gives the stage to a picture or to a new run. */
  onTake(listener: () => void): void {
    this.#takers.add(listener)
  }

  select(id: string): void {
    this.#taken()
    this.#following = false
    this.#failureId = null
    this.#show(id)
  }

  /** Arrow keys: 1 towards older, -1 towards newer. */
  move(by: 1 | -1): void {
    const next = this.#neighbour(by)
    if (next) this.select(next.id)
  }

  /** A new picture has been asked for: the stage is its. */
  goLive(): void {
    this.#taken()
    this.#following = true
    this.#failureId = null
    this.#comparing = false
  }

  compare(on: boolean): void {
    this.#comparing = on
  }

  dismissFailure(): void {
    const id = this.#failureId
    this.#failureId = null
    if (id !== null)
      void this.#parts.toasts.attempt(() => this.#parts.studio.backend.generation.dismiss({ jobId: id }))
  }

  useSettings(picture: PictureSummary, part: SettingsPart): void {
    const { record } = picture
    if (record === null) return
    const { draft, studio, toasts, look } = this.#parts
    const step = draft.takeOver(record, part, studio.data.models)
    const { stage } = look.words
    const message = part === 'seed' ? stage.usedSeed(record.seed) : stage.usedSettings
    toasts.say(message, this.#parts.histories.wayBack(this.#history, step))
  }

  async toggleFavourite({ id, favourite }: PictureSummary): Promise<void> {
    await this.#history.act({
      name: (words) => words.favourite,
      key: null,
      before: favourite,
      after: !favourite,
      put: (to) => this.#setFavourite(id, to),
    })
  }

  async trash({ id }: PictureSummary): Promise<void> {
    const { histories, look } = this.#parts
    await histories.act(
      this.#history,
      {
        name: (words) => words.trashed,
        key: null,
        before: 'there',
        after: 'trash',
        put: (to) => (to === 'trash' ? this.#moveToTrash(id) : this.#restore(id)),
      },
      look.words.stage.trashed,
    )
  }

  get #history(): History {
    return this.#parts.histories.at('create')
  }

  /** At once; as it was when the host refuses. */
  async #setFavourite(id: string, favourite: boolean): Promise<void> {
    const { studio } = this.#parts
    const picture = studio.picture(id)
    if (picture !== null) studio.learn({ type: 'picture', picture: { ...picture, favourite } })
    try {
      await studio.backend.pictures.favourite({ id, favourite })
    } catch (error) {
      if (picture !== null) studio.learn({ type: 'picture', picture })
      throw error
    }
  }

  async #moveToTrash(id: string): Promise<void> {
    const { studio } = this.#parts
    const picture = studio.picture(id)
    if (picture === null) return
    if (id === this.selected?.id) this.#show((this.#neighbour(1) ?? this.#neighbour(-1))?.id ?? null)
    studio.learn({ type: 'picture-removed', id })
    try {
      await studio.backend.pictures.trash({ id })
    } catch (error) {
      studio.learn({ type: 'picture', picture })
      throw error
    }
  }

  async #restore(id: string): Promise<void> {
    const { studio } = this.#parts
    const picture = await studio.backend.pictures.restore({ id })
    studio.learn({ type: 'picture', picture })
    this.select(id)
  }

  #follow(event: StudioNews): void {
    if (event.type === 'snapshot' && this.#following) {
      const { studio } = this.#parts
      this.#failureId = latestFailure(studio)
      this.#show(studio.data.pictures[0]?.id ?? null)
    }
    if (event.type === 'picture' && this.#following && event.picture.jobId === this.#latestJobId(event)) {
      this.#show(event.picture.id)
    }
    // What fails in a trial is told there.
    if (
      event.type === 'job' &&
      event.job.state === 'failed' &&
      event.job.error !== null &&
      !event.job.forTrial
    ) {
      const stageIsFree = this.#parts.studio.running === null && this.#parts.studio.queued.length === 0
      if (this.#following && stageIsFree) this.#failureId = event.job.id
      else this.#parts.toasts.fail(event.job.error)
    }
    if (event.type === 'job' && event.job.state === 'running' && this.#failureId === event.job.id) {
      this.#failureId = null
    }
    if (event.type === 'notice' && event.level === 'error') this.#parts.toasts.fail(event.error)
  }

  /** A change to an old picture (a favourite) must not bring it to the stage. */
  #latestJobId({ picture }: { picture: PictureSummary }): string | null {
    return this.#parts.studio.data.pictures[0]?.id === picture.id ? picture.jobId : null
  }

  #taken(): void {
    for (const listener of this.#takers) listener()
  }

  #show(id: string | null): void {
    this.#selectedId = id
    this.#parts.draft.remember(id)
  }

  #pick(): PictureSummary | null {
    return this.#parts.studio.picture(this.#selectedId) ?? this.#parts.studio.data.pictures[0] ?? null
  }

  #runningJob(): JobSummary | null {
    const { running } = this.#parts.studio
    return running?.forTrial === true ? null : running
  }

  #findFailure(): JobSummary | null {
    const job = this.#failureId === null ? null : this.#parts.studio.job(this.#failureId)
    return job?.state === 'failed' ? job : null
  }

  #neighbour(by: 1 | -1): PictureSummary | null {
    const { pictures } = this.#parts.studio.data
    const at = pictures.findIndex(({ id }) => id === this.selected?.id)
    return at === -1 ? null : (pictures[at + by] ?? null)
  }
}

/** After a start the stage shows a failure only when nothing came after it. */
function latestFailure(studio: Studio): string | null {
  const job = studio.failed.findLast(({ forTrial }) => !forTrial)
  const newest = studio.data.pictures[0]
  if (!job || studio.running !== null || studio.queued.length > 0) return null
  return newest && newest.createdAt > job.createdAt ? null : job.id
}
