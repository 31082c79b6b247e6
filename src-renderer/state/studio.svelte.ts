// The host as the renderer knows it: a snapshot, kept current by the event
// stream, and taken anew when events were missed.
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { JobSummary, ModelSummary, PictureSummary } from '../../src-main/contract/studio.ts'
import type { DraftSummary } from '../../src-main/contract/library.ts'
import type {
  EventId,
  SentEvent,
  StudioEvent,
  StudioSnapshot,
  Workspace,
} from '../../src-main/contract/studio.ts'
import type { TrainingProject } from '../../src-main/contract/training-project.ts'
import type { Backend, ConnectionState } from '../backend/backend.ts'
import { isNewer } from './event-order.ts'
import { applyEvent, dataFromSnapshot, withoutProject, withProject, type StudioData } from './studio-data.ts'
import { isOfTraining, projectOf } from './training/training-data.ts'

/**
 * `snapshot`: events were missed, and everything may have changed. A draft that is not among its drafts is gone; each
 * that is follows as an event.
 */
export type StudioNews =
  StudioEvent | { type: 'snapshot'; drafts: readonly DraftSummary[]; workspace: Workspace }
export type StudioListener = (news: StudioNews) => void

const againAfterMs = 1_000

export class Studio {
  readonly backend: Backend
  #data = $state.raw<StudioData>()
  #connection = $state<ConnectionState>('open')
  #version = $state('')
  #at: EventId = ''
  readonly #listeners = new Set<StudioListener>()
  /** What arrives while a snapshot is on its way; null when none is. */
  #waiting: SentEvent[] | null = []
  /** Projects that are on their way, with what is told of them meanwhile. */
  readonly #arriving = new Map<string, SentEvent[]>()
  /** While a snapshot is on its way another was found to be needed. */
  #missedAgain = false

  readonly running: JobSummary | null = $derived(
    this.#data?.jobs.find(({ state }) => state === 'running') ?? null,
  )
  readonly queued: readonly JobSummary[] = $derived(
    this.#data?.jobs.filter(({ state }) => state === 'queued') ?? [],
  )
  readonly failed: readonly JobSummary[] = $derived(
    this.#data?.jobs.filter(({ state }) => state === 'failed') ?? [],
  )

  constructor(backend: Backend) {
    this.backend = backend
  }

  /** Known only after the first snapshot; the views are drawn after it. */
  get data(): StudioData {
    if (this.#data === undefined) throw new Error('invariant: the studio has no snapshot yet')
    return this.#data
  }
  get ready(): boolean {
    return this.#data !== undefined
  }
  get connection(): ConnectionState {
    return this.#connection
  }
  get version(): string {
    return this.#version
  }
  /** The place in the stream up to which everything is known. */
  get at(): EventId {
    return this.#at
  }

  /** Subscribes first, so that nothing between snapshot and stream is lost. Returns the first snapshot. */
  async start(): Promise<StudioSnapshot> {
    this.backend.subscribe({
      event: (sent) => this.#receive(sent),
      connection: (state) => (this.#connection = state),
    })
    const snapshot = await this.backend.studio.snapshot()
    this.#version = snapshot.version
    this.#data = dataFromSnapshot(snapshot)
    this.#follow(snapshot)
    return snapshot
  }

  /** Returns the function that ends it. */
  listen(listener: StudioListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  model(id: string): ModelSummary | null {
    return this.data.models.find((model) => model.id === id) ?? null
  }
  picture(id: string | null): PictureSummary | null {
    return this.data.pictures.find((picture) => picture.id === id) ?? null
  }
  job(id: string): JobSummary | null {
    return this.data.jobs.find((job) => job.id === id) ?? null
  }

  /** The whole project, kept current from here on; null while it is on its way, and where there is none. */
  project(id: string): TrainingProject | null {
    return this.data.projects.get(id) ?? null
  }

  /**
   * Fetches the whole of a project; once, however often it is asked for. Errors:
   * `training/not-found`, and the connection's.
   */
  async openProject(id: string): Promise<void> {
    if (this.data.projects.has(id) || this.#arriving.has(id)) return
    const meanwhile: SentEvent[] = []
    this.#arriving.set(id, meanwhile)
    try {
      const { project, at } = await this.backend.training.project({ id })
      this.#data = withProject(this.data, project)
      for (const { id: place, event } of meanwhile)
        if (isOfTraining(event) && isNewer(place, at)) this.#data = applyEvent(this.data, event)
    } finally {
      this.#arriving.delete(id)
    }
  }

  /** Looks through the model folders again, also at files that could not be read; how many models there are. */
  rescan(): Promise<{ models: number }> {
    return this.backend.library.rescan()
  }

  /** Checks a device again; its report comes as an event. */
  async checkDevice(name: DeviceReport['name']): Promise<void> {
    await this.backend.devices.check({ name })
  }

  /** For an answer that the stream may bring later: the same event, at once. */
  learn(event: StudioEvent): void {
    this.#apply(event)
  }

  #receive(sent: SentEvent): void {
    if (sent.event.type === 'missed') void this.#refresh()
    else if (this.#waiting !== null) this.#waiting.push(sent)
    else if (sent.event.type !== 'begun') {
      if (isOfTraining(sent.event)) this.#arriving.get(projectOf(sent.event))?.push(sent)
      this.#hear(sent.id, sent.event)
    }
  }

  #hear(at: EventId, event: StudioEvent): void {
    this.#at = at
    this.#apply(event)
  }

  /** What came while the snapshot was on its way and is newer. */
  #follow(snapshot: StudioSnapshot): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    this.#at = snapshot.at
    for (const { id, event } of waiting)
      if (event.type !== 'begun' && event.type !== 'missed' && isNewer(id, snapshot.at)) this.#hear(id, event)
  }

  async #refresh(): Promise<void> {
    if (this.#waiting !== null) {
      this.#missedAgain = true
      return
    }
    this.#waiting = []
    const snapshot = await this.#snapshot()
    const open = this.data.projects
    this.#version = snapshot.version
    this.#data = { ...dataFromSnapshot(snapshot), projects: open }
    this.#at = snapshot.at
    await this.#readAgain([...open.keys()])
    this.#tell({ type: 'snapshot', drafts: snapshot.drafts, workspace: snapshot.workspace })
    for (const draft of snapshot.drafts) this.#tell({ type: 'draft', draft })
    this.#follow(snapshot)
  }

  /** Projects that were looked at before events were missed. */
  async #readAgain(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      try {
        const { project } = await this.backend.training.project({ id })
        this.#data = withProject(this.data, project)
      } catch {
        // It is gone, or the host is away again: whoever looks at it asks once more.
        this.#data = withoutProject(this.data, id)
      }
    }
  }

  /** As often as it takes, until nothing was missed meanwhile. */
  async #snapshot(): Promise<StudioSnapshot> {
    for (;;) {
      this.#missedAgain = false
      try {
        const snapshot = await this.backend.studio.snapshot()
        if (!this.#missedAgain) return snapshot
      } catch {
        // The host is away again; the connection line says so.
        await new Promise((resolve) => setTimeout(resolve, againAfterMs))
      }
    }
  }

  #apply(event: StudioEvent): void {
    this.#data = applyEvent(this.data, event)
    this.#tell(event)
  }

  #tell(news: StudioNews): void {
    for (const listener of this.#listeners) listener(news)
  }
}
