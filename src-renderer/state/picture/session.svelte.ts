// Which picture the stage shows: the one being made, a failure, or one of the session.
import type { JobSummary, PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Draft, SettingsPart } from './draft.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio, StudioNews } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export class Session {
  readonly #studio: Studio
  readonly #draft: Draft
  readonly #toasts: Toasts
  readonly #look: Look
  /** True while new previews, pictures and failures may take the stage. */
  #following = $state(true)
  #selectedId = $state<string | null>(null)
  #failureId = $state<string | null>(null)
  #comparing = $state(false)
  fullWindow = $state(false)
  readonly #takers = new Set<() => void>()

  readonly selected: PictureSummary | null = $derived(this.#pick())
  readonly failure: JobSummary | null = $derived(this.#findFailure())
  readonly making: JobSummary | null = $derived(this.#following ? this.#runningJob() : null)
  /** The picture before the selected one: what *Compare* puts beside it. */
  readonly previous: PictureSummary | null = $derived(this.#neighbour(1))
  readonly comparing: boolean = $derived(this.#comparing && this.previous !== null && this.selected !== null)

  constructor(studio: Studio, draft: Draft, toasts: Toasts, look: Look, selectedId: string | null) {
    this.#studio = studio
    this.#draft = draft
    this.#toasts = toasts
    this.#look = look
    this.#selectedId = selectedId
    this.#failureId = latestFailure(studio)
    studio.listen((event) => this.#follow(event))
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
    if (id !== null) void this.#toasts.attempt(() => this.#studio.backend.generation.dismiss({ jobId: id }))
  }

  useSettings(picture: PictureSummary, part: SettingsPart): void {
    const { record } = picture
    if (record === null) return
    const undo = this.#draft.takeOver(record, part, this.#studio.data.models)
    const { stage, common } = this.#look.words
    const message = part === 'seed' ? stage.usedSeed(record.seed) : stage.usedSettings
    this.#toasts.say(message, { label: common.undo, run: undo })
  }

  async toggleFavourite(picture: PictureSummary): Promise<void> {
    const favourite = !picture.favourite
    this.#studio.learn({ type: 'picture', picture: { ...picture, favourite } })
    const done = await this.#toasts.attempt(() =>
      this.#studio.backend.pictures.favourite({ id: picture.id, favourite }),
    )
    if (!done) this.#studio.learn({ type: 'picture', picture })
  }

  async trash(picture: PictureSummary): Promise<void> {
    const heir = this.#neighbour(1) ?? this.#neighbour(-1)
    if (picture.id === this.selected?.id) this.#show(heir?.id ?? null)
    this.#studio.learn({ type: 'picture-removed', id: picture.id })
    const done = await this.#toasts.attempt(() => this.#studio.backend.pictures.trash({ id: picture.id }))
    if (!done) {
      this.#studio.learn({ type: 'picture', picture })
      return
    }
    const { stage, common } = this.#look.words
    this.#toasts.say(stage.trashed, { label: common.undo, run: () => void this.#restore(picture) })
  }

  async #restore(picture: PictureSummary): Promise<void> {
    await this.#toasts.attempt(async () => {
      const restored = await this.#studio.backend.pictures.restore({ id: picture.id })
      this.#studio.learn({ type: 'picture', picture: restored })
      this.select(restored.id)
    })
  }

  #follow(event: StudioNews): void {
    if (event.type === 'snapshot' && this.#following) {
      this.#failureId = latestFailure(this.#studio)
      this.#show(this.#studio.data.pictures[0]?.id ?? null)
    }
    if (event.type === 'picture' && this.#following && event.picture.jobId === this.#latestJobId(event)) {
      this.#show(event.picture.id)
    }
    if (event.type === 'job' && event.job.state === 'failed' && event.job.error !== null) {
      const stageIsFree = this.#studio.running === null && this.#studio.queued.length === 0
      if (this.#following && stageIsFree) this.#failureId = event.job.id
      else this.#toasts.fail(event.job.error)
    }
    if (event.type === 'job' && event.job.state === 'running' && this.#failureId === event.job.id) {
      this.#failureId = null
    }
    if (event.type === 'notice' && event.level === 'error') this.#toasts.fail(event.error)
  }

  /** A change to an old picture (a favourite) must not bring it to the stage. */
  #latestJobId({ picture }: { picture: PictureSummary }): string | null {
    return this.#studio.data.pictures[0]?.id === picture.id ? picture.jobId : null
  }

  #taken(): void {
    for (const listener of this.#takers) listener()
  }

  #show(id: string | null): void {
    this.#selectedId = id
    this.#draft.remember(id)
  }

  #pick(): PictureSummary | null {
    return this.#studio.picture(this.#selectedId) ?? this.#studio.data.pictures[0] ?? null
  }

  #runningJob(): JobSummary | null {
    return this.#studio.running
  }

  #findFailure(): JobSummary | null {
    const job = this.#failureId === null ? null : this.#studio.job(this.#failureId)
    return job?.state === 'failed' ? job : null
  }

  #neighbour(by: 1 | -1): PictureSummary | null {
    const { pictures } = this.#studio.data
    const at = pictures.findIndex(({ id }) => id === this.selected?.id)
    return at === -1 ? null : (pictures[at + by] ?? null)
  }
}

/** After a start the stage shows a failure only when nothing came after it. */
function latestFailure(studio: Studio): string | null {
  const job = studio.failed.at(-1)
  const newest = studio.data.pictures[0]
  if (!job || studio.running !== null || studio.queued.length > 0) return null
  return newest && newest.createdAt > job.createdAt ? null : job.id
}
