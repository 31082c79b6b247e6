// The host as the renderer knows it: the snapshot of the start, kept current by the event stream.
import { sentence } from '../../src-main/messages/say.ts'
import type { EngineState, JobSummary, ModelSummary, PictureSummary } from '../../src-main/contract/studio.ts'
import type { AdapterSummary } from '../../src-main/contract/library.ts'
import type { StudioEvent, StudioSnapshot } from '../../src-main/contract/studio.ts'
import type { Backend, ConnectionState } from '../backend/backend.ts'
import { applyEvent, dataFromSnapshot, type StudioData } from './studio-data.ts'

export type EngineLogEntry = { at: string; level: 'info' | 'error'; text: string }
export type StudioListener = (event: StudioEvent) => void

const logLength = 200

export class Studio {
  readonly backend: Backend
  #data = $state.raw<StudioData>()
  #connection = $state<ConnectionState>('open')
  #log = $state.raw<readonly EngineLogEntry[]>([])
  #version = $state('')
  readonly #listeners = new Set<StudioListener>()

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
  get log(): readonly EngineLogEntry[] {
    return this.#log
  }
  get version(): string {
    return this.#version
  }

  /** Subscribes first, so that nothing between snapshot and stream is lost. Returns the first snapshot. */
  async start(): Promise<StudioSnapshot> {
    const early: StudioEvent[] = []
    this.backend.subscribe({
      event: (event) => {
        if (this.#data === undefined) early.push(event)
        else this.#apply(event)
      },
      connection: (state) => {
        const back = state === 'open' && this.#connection === 'lost'
        this.#connection = state
        if (back) void this.#catchUp()
      },
    })
    const snapshot = await this.backend.studio.snapshot()
    this.#version = snapshot.version
    this.#data = early.reduce(applyEvent, dataFromSnapshot(snapshot))
    return snapshot
  }

  listen(listener: StudioListener): void {
    this.#listeners.add(listener)
  }

  model(id: string): ModelSummary | null {
    return this.data.models.find((model) => model.id === id) ?? null
  }
  adapter(id: string): AdapterSummary | null {
    return this.data.adapters.find((adapter) => adapter.id === id) ?? null
  }
  picture(id: string | null): PictureSummary | null {
    return this.data.pictures.find((picture) => picture.id === id) ?? null
  }
  job(id: string): JobSummary | null {
    return this.data.jobs.find((job) => job.id === id) ?? null
  }

  /** For an answer that the stream may bring later: the same event, at once. */
  learn(event: StudioEvent): void {
    this.#apply(event)
  }

  #apply(event: StudioEvent): void {
    if (event.type === 'engine') this.#note(this.data.engine, event.engine)
    if (event.type === 'notice')
      this.#write(event.level, `${event.error.code}: ${sentence(event.error, 'en')}`)
    this.#data = applyEvent(this.data, event)
    for (const listener of this.#listeners) listener(event)
  }

  async #catchUp(): Promise<void> {
    this.#data = dataFromSnapshot(await this.backend.studio.snapshot())
  }

  #note(before: EngineState, now: EngineState): void {
    if (before.state === now.state && before.reason === now.reason) return
    if (now.reason === null && (now.state === 'working' || before.state === 'working')) return
    const bad = now.state === 'stopped'
    this.#write(bad ? 'error' : 'info', `${now.device}: ${now.state}${now.reason ? `, ${now.reason}` : ''}`)
  }

  #write(level: EngineLogEntry['level'], text: string): void {
    this.#log = [...this.#log, { at: new Date().toISOString(), level, text }].slice(-logLength)
  }
}
