// An in-memory host for the interface: jobs run on a timer, pictures are drawn, everything is kept in variables.
import { generationRequestSchema, type GenerationRequest } from '../../src-main/contract/generation.ts'
import { noIdlePreviews } from '../../src-main/contract/idle-previews.ts'
import { stackSchema, type Stack } from '../../src-main/contract/adapter.ts'
import type { PictureSettings } from '../../src-main/contract/picture-settings.ts'
import type { FoundLayout } from '../../src-main/contract/layout.ts'
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import {
  draftRequestSchema,
  savedStackSchema,
  type AdapterProof,
  type AdapterSummary,
  type DraftRequest,
  type DraftSummary,
  type SavedStack,
} from '../../src-main/contract/library.ts'
import {
  workspaceSchema,
  type EngineState,
  type JobSummary,
  type ModelSummary,
  type PictureSummary,
  type Settings,
  type SentEvent,
  type StudioEvent,
  type Workspace,
} from '../../src-main/contract/studio.ts'
import type {
  DamagedProject,
  ProjectPictures,
  TrainingProject,
} from '../../src-main/contract/training-project.ts'
import { withFieldsOf } from '../../src-main/contract/workspace-fields.ts'
import type { Backend, EventListeners } from '../../src-renderer/backend/backend.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { fakeCalls, type Handlers } from './fake-calls.ts'
import { fakeTraining } from './fake-training.ts'
import { remark } from '../../src-main/messages/table.ts'

export type FakeBackendOptions = {
  stepMs?: number
  /** The address of an image for a request at a step; the last step is the picture. */
  draw?: (request: GenerationRequest, step: number) => string
  models?: ModelSummary[]
  adapters?: AdapterSummary[]
  proofs?: AdapterProof[]
  workspace?: Partial<Workspace>
  settings?: Partial<Settings>
  /** What lies on the computer. */
  layouts?: FoundLayout[]
  trainings?: TrainingProject[]
  damagedTrainings?: DamagedProject[]
  /** The pictures of every project that has a folder. */
  projectPictures?: Omit<ProjectPictures, 'folder'>
  /** Calls that answer otherwise than the in-memory ones. */
  training?: NonNullable<Handlers['training']>
  /** What a picture file says; none unless it is given. */
  pictureSettings?: Backend['pictureSettings']
  /** What a pasted text says; nothing unless it is given. */
  pastedSettings?: (text: string) => PictureSettings | null
  /** The address of a run's sample. */
  drawSample?: (prompt: string, share: number) => string
}

type FakeJob = JobSummary & { request: GenerationRequest }

export type FakeBackend = Backend & {
  emit(event: StudioEvent): void
  /** It came, or is another now; told. */
  putAdapter(adapter: AdapterSummary): void
  /** As a host that cannot be reached: events wait. */
  disconnect(): void
  /** What waited arrives, or only that it was `missed`. */
  reconnect(how?: { missed?: boolean }): void
  /** The next job fails with this. */
  failNext(error: NonNullable<JobSummary['error']>): void
  readonly saved: Workspace[]
  readonly submitted: GenerationRequest[]
  readonly drafted: DraftRequest[]
  readonly steered: Stack[]
}

export const demoModel: ModelSummary = {
  id: 'emoji',
  name: 'Emoji Diffusion 128',
  fileName: 'emoji-diffusion-128.safetensors',
  kind: 'checkpoint',
  architecture: 'sd1',
  precision: 'float16',
  predictionType: 'epsilon',
  hasVae: true,
  defaultSize: { width: 128, height: 128 },
  sizeBytes: 24_000_000,
  problem: null,
  missing: false,
}

const refusedModel: ModelSummary = {
  ...demoModel,
  id: 'refused',
  name: 'half-a-download',
  fileName: 'half-a-download.safetensors',
  architecture: null,
  problem: remark('safetensors/truncated'),
}

export const demoWorkspace: Workspace = {
  request: {
    model: 'emoji',
    vae: null,
    prompt: 'strawberry on a blue background',
    negativePrompt: '',
    width: 128,
    height: 128,
    steps: 20,
    guidance: 5,
    sampler: 'dpmpp_2m',
    scheduler: 'karras',
    seed: null,
    noise: 'cpu',
    batch: 1,
    clipSkip: 1,
    profile: 'a1111',
    stack: [],
    carried: null,
  },
  lastSeed: null,
  advancedOpen: false,
  live: false,
  liveSteps: null,
  insertedWords: {},
  selectedPictureId: null,
}

/** An adapter of the demo model with what a card shows. */
export function demoAdapter(id: string, change: Partial<AdapterSummary> = {}): AdapterSummary {
  return {
    id,
    name: id,
    contents: id,
    fileName: `${id}.safetensors`,
    kind: 'lora',
    dora: false,
    dialects: ['kohya'],
    ranks: [16],
    architecture: 'sd1',
    architectureWhy: [remark('recognition/shapes-fit', { family: 'SD 1.5', fits: 192, modules: 192 })],
    madeFor: null,
    triggerGroups: [],
    embeddings: [],
    blockProfile: null,
    sizeBytes: 1_900_000,
    addedAt: '2026-01-01T12:00:00.000Z',
    lastUsedAt: null,
    favourite: false,
    preferredWeight: 0.8,
    range: { min: -0.5, max: 1.5 },
    notes: '',
    previewUrl: null,
    sha256: null,
    autoV3: null,
    warnings: [],
    problem: null,
    missing: false,
    ...change,
  }
}

export function proofOf(adapterId: string, change: Partial<AdapterProof> = {}): AdapterProof {
  return {
    adapterId,
    verdict: 'fits',
    unet: { matched: 160, unmatched: 0 },
    text: { matched: 32, unmatched: 0 },
    unmatched: [],
    refusal: null,
    ...change,
  }
}

const profile = Array.from({ length: 26 }, (_, block) => 0.15 + 0.85 * Math.exp(-(((block - 13) / 6) ** 2)))
const madeFor = { name: 'Emoji', how: remark('recognition/base-name', { said: 'emoji' }) }

/** One of every verdict, for looking at cards. */
export const demoAdapters: AdapterSummary[] = [
  demoAdapter('Ink wash', { triggerGroups: [['inkstyle']], favourite: true, blockProfile: profile, madeFor }),
  demoAdapter('Pixel blocks', {
    kind: 'lokr',
    ranks: [8],
    triggerGroups: [['pixelart'], ['8bit', 'low resolution']],
    preferredWeight: 1,
    madeFor,
  }),
  demoAdapter('Night glow', { kind: 'loha', ranks: [8], blockProfile: profile }),
  demoAdapter('Poster XL', { architecture: 'sdxl' }),
]

export const demoProofs: AdapterProof[] = [
  proofOf('Ink wash'),
  proofOf('Pixel blocks'),
  proofOf('Night glow', {
    verdict: 'partly',
    unet: { matched: 120, unmatched: 32 },
    text: { matched: 40, unmatched: 0 },
    unmatched: [{ name: 'lora_unet_extra', reason: remark('unmatched/no-such-module') }],
  }),
  proofOf('Poster XL', {
    verdict: 'refused',
    refusal: remark('adapter/wrong-architecture', { name: 'Poster XL', madeFor: 'SDXL', base: 'SD 1.5' }),
  }),
]

const demoDevice: DeviceReport & { checkedAt: string } = {
  name: 'cpu',
  label: 'CPU',
  available: true,
  notes: [],
  memoryBytes: 16 * 1024 ** 3,
  checkedAt: '2026-01-01T12:00:00.000Z',
  conformance: [
    { op: 'MatMul', largestError: 2.1e-7, tolerance: 1e-5, passed: true, lowering: 'MatMul' },
    { op: 'Conv', largestError: 0, tolerance: 1e-5, passed: true, lowering: 'Conv' },
  ],
}

const onePixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='

export function fakeBackend(options: FakeBackendOptions = {}): FakeBackend {
  const { stepMs = 20, draw = () => onePixel } = options
  const models = options.models ?? [demoModel, refusedModel]
  let settings: Settings = {
    theme: 'system',
    language: 'en',
    device: 'auto',
    scale: 1,
    picturesFolder: '/pictures',
    modelFolders: ['/models'],
    picturePattern: '{date}/{time}-{seed}',
    declinedLayouts: [],
    keys: {},
    idlePreviews: noIdlePreviews,
    ...options.settings,
  }
  let workspace: Workspace = { ...demoWorkspace, ...options.workspace }
  let adapters = options.adapters ?? []
  const proofsNow = (): AdapterProof[] => options.proofs ?? adapters.map(({ id }) => proofOf(id))
  let stacks: SavedStack[] = []
  let drafts: (DraftSummary & { request: GenerationRequest })[] = []
  const drafted: DraftRequest[] = []
  const steered: Stack[] = []
  let pictures: PictureSummary[] = []
  const trash = new Map<string, PictureSummary>()
  let jobs: FakeJob[] = []
  let engine: EngineState = { state: 'ready', reason: null, device: 'CPU' }
  let listeners: EventListeners | null = null
  let nextFailure: JobSummary['error'] = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let count = 0
  const saved: Workspace[] = []
  const submitted: GenerationRequest[] = []

  let sent = 0
  /** What happens while the connection is lost; null while it is there. */
  let held: StudioEvent[] | null = null

  function deliver(event: SentEvent['event']): void {
    listeners?.event({ id: `fake-${sent}`, event: structuredClone(event) })
  }
  function emit(event: StudioEvent): void {
    sent += 1
    if (held === null) deliver(event)
    else held.push(event)
  }
  function disconnect(): void {
    held = []
    listeners?.connection('lost')
  }
  function reconnect({ missed = false } = {}): void {
    const waiting = held ?? []
    held = null
    listeners?.connection('open')
    if (missed) deliver({ type: 'missed' })
    else waiting.forEach(deliver)
  }

  const training = fakeTraining({
    stepMs,
    emit,
    at: () => `fake-${sent}`,
    draw: options.drawSample ?? (() => onePixel),
    ...(options.trainings ? { projects: options.trainings } : {}),
    ...(options.projectPictures ? { pictures: options.projectPictures } : {}),
  })

  function update(id: string, change: Partial<FakeJob>): FakeJob | undefined {
    jobs = jobs.map((job) => (job.id === id ? { ...job, ...change } : job))
    const job = jobs.find((candidate) => candidate.id === id)
    if (job) emit({ type: 'job', job })
    return job
  }

  function setEngine(state: EngineState['state']): void {
    engine = { ...engine, state }
    emit({ type: 'engine', engine })
  }

  function runNext(): void {
    if (timer !== undefined || jobs.some(({ state }) => state === 'running')) return
    const job = jobs.find(({ state }) => state === 'queued')
    if (!job) return
    setEngine('working')
    update(job.id, { state: 'running' })
    step(job.id, 1)
  }

  function step(id: string, at: number): void {
    timer = setTimeout(() => {
      timer = undefined
      const job = jobs.find((candidate) => candidate.id === id)
      if (job?.state !== 'running') return
      const { steps } = job.request
      if (nextFailure !== null) {
        finish(id, 'failed')
        return
      }
      const secondsPerStep = stepMs / 1000
      const progress = {
        phase: 'denoise' as const,
        image: 0,
        together: 1,
        step: at,
        steps,
        secondsPerStep,
        secondsLeft: (steps - at) * secondsPerStep,
        previewUrl: draw(job.request, at),
      }
      jobs = jobs.map((known) => (known.id === id ? { ...known, progress } : known))
      emit({ type: 'progress', jobId: id, progress })
      if (at < steps) step(id, at + 1)
      else finish(id, 'done')
    }, stepMs)
  }

  function finish(id: string, state: JobSummary['state']): void {
    clearTimeout(timer)
    timer = undefined
    const job = jobs.find((candidate) => candidate.id === id)
    if (!job) return
    const made = state === 'done' || state === 'stopped' ? picturesOf(job, state) : []
    for (const picture of made) {
      pictures = [picture, ...pictures]
      emit({ type: 'picture', picture })
    }
    update(id, {
      state,
      progress: null,
      pictureIds: made.map((picture) => picture.id),
      error: state === 'failed' ? nextFailure : null,
    })
    nextFailure = null
    setEngine('ready')
    runNext()
  }

  function picturesOf(job: FakeJob, state: JobSummary['state']): PictureSummary[] {
    const { request } = job
    const stepsDone = state === 'done' ? request.steps : (job.progress?.step ?? 0)
    return Array.from({ length: request.batch }, (_, index) => {
      const seed = (BigInt(request.seed) + BigInt(index)).toString()
      const id = `picture-${++count}`
      const url = draw({ ...request, seed }, stepsDone)
      const createdAt = new Date(Date.now() + count).toISOString()
      return {
        id,
        jobId: job.id,
        url,
        thumbnailUrl: url,
        width: request.width,
        height: request.height,
        createdAt,
        favourite: false,
        origin: null,
        forTrial: false,
        problem: null,
        fileName: `${id}.png`,
        record: {
          version: 1,
          application: 'Lamina',
          runtime: 'none',
          device: 'cpu',
          request,
          seed,
          index,
          model: { name: demoModel.name, architecture: 'sd1' },
          vae: null,
          adapters: [],
          steered: [],
          stepsDone,
          createdAt,
        },
      }
    })
  }

  function submit(request: GenerationRequest): JobSummary {
    if (find(models, request.model).problem !== null) throw new Error(`${request.model} cannot be used.`)
    submitted.push(request)
    const job: FakeJob = {
      id: `job-${++count}`,
      state: 'queued',
      request,
      createdAt: new Date().toISOString(),
      progress: null,
      error: null,
      pictureIds: [],
      forTrial: false,
    }
    jobs = [...jobs, job]
    emit({ type: 'job', job })
    setTimeout(runNext, 0)
    return job
  }

  function noteDraft(id: string, change: Partial<DraftSummary>): void {
    drafts = drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft))
    const draft = drafts.find((candidate) => candidate.id === id)
    if (draft) emit({ type: 'draft', draft: summaryOf(draft) })
  }

  function summaryOf({ request: _, ...summary }: (typeof drafts)[number]): DraftSummary {
    return summary
  }

  function dropDrafts(lane: DraftRequest['lane']): void {
    for (const { id, state, lane: own } of drafts) {
      if (own === lane && (state === 'waiting' || state === 'running')) noteDraft(id, { state: 'cancelled' })
    }
  }

  function startDrafts(request: DraftRequest): DraftSummary[] {
    drafted.push(request)
    dropDrafts(request.lane)
    const idle = !drafts.some(({ state }) => state === 'waiting' || state === 'running')
    const fresh = request.requests.map((one, index) => ({
      id: `draft-${++count}`,
      lane: request.lane,
      index,
      state: 'waiting' as const,
      progress: null,
      error: null,
      url: null,
      width: one.width,
      height: one.height,
      record: null,
      seconds: null,
      request: one,
    }))
    drafts = [...drafts, ...fresh]
    if (idle) workOnDrafts()
    return fresh.map(summaryOf)
  }

  /** One step of the first draft that is not over, then the next. */
  function workOnDrafts(): void {
    const draft = drafts.find(({ state }) => state === 'waiting' || state === 'running')
    if (!draft) return
    const step = (draft.progress?.step ?? 0) + 1
    const { steps } = draft.request
    setTimeout(() => {
      const known = drafts.find(({ id }) => id === draft.id)
      if (known?.state === 'waiting' || known?.state === 'running') {
        const previewUrl = draw(draft.request, step)
        const rest = {
          phase: 'denoise' as const,
          image: 0,
          together: 1,
          secondsPerStep: stepMs / 1000,
          secondsLeft: ((steps - step) * stepMs) / 1000,
        }
        if (step < steps)
          noteDraft(draft.id, { state: 'running', progress: { ...rest, step, steps, previewUrl } })
        else
          noteDraft(draft.id, {
            state: 'done',
            progress: null,
            url: previewUrl,
            seconds: (steps * stepMs) / 1000,
          })
      }
      workOnDrafts()
    }, stepMs)
  }

  function find<Item extends { id: string }>(items: readonly Item[], id: string): Item {
    const found = items.find((item) => item.id === id)
    if (found === undefined) throw new Error(`The in-memory host has no ${id}.`)
    return found
  }

  const { calls, leaving } = fakeCalls({
    studio: {
      snapshot: () => ({
        version: '0.1.0',
        settings,
        workspace,
        models,
        adapters: adapters.filter(({ id }) => workspace.request.stack.some(({ adapter }) => adapter === id)),
        stacks,
        jobs: jobs.filter(({ state }) => state === 'queued' || state === 'running' || state === 'failed'),
        pictures,
        engine,
        trainings: training.summaries(),
        at: `fake-${sent}`,
        drafts: drafts.filter(({ state }) => state !== 'cancelled' && state !== 'failed').map(summaryOf),
        storage: null,
        catalog: null,
        unread: [],
        damagedTrainings: options.damagedTrainings ?? [],
        devices: [demoDevice],
        scan: null,
        hashing: null,
        comparing: null,
        idle: null,
        transfers: [],
        trial: null,
        muting: null,
        downloads: [],
        rewritings: [],
      }),
      dismissCatalog: () => emit({ type: 'catalog', told: null }),
    },
    generation: {
      submit: (request) => submit(generationRequestSchema.parse(request)),
      cancel: ({ jobId }) => finish(jobId, 'cancelled'),
      stopAndKeep: ({ jobId }) => finish(jobId, 'stopped'),
      reorder({ order }) {
        const rank = (job: JobSummary): number => order.indexOf(job.id)
        jobs = jobs.toSorted((a, b) => rank(a) - rank(b))
        emit({ type: 'queue', order })
      },
      retry({ jobId }) {
        const job = find(jobs, jobId)
        if (job.state !== 'failed') throw new Error(`The job ${jobId} has not failed.`)
        // Behind all others.
        jobs = [...jobs.filter(({ id }) => id !== jobId), job]
        setTimeout(runNext, 0)
        const again = update(jobId, { state: 'queued', error: null })!
        emit({ type: 'queue', order: jobs.filter(({ state }) => state === 'queued').map(({ id }) => id) })
        return again
      },
      dismiss({ jobId }) {
        find(jobs, jobId)
        jobs = jobs.filter(({ id }) => id !== jobId)
        emit({ type: 'job-removed', id: jobId })
      },
      steer({ stack }) {
        steered.push(stackSchema.parse(stack))
        return jobs.some(({ state }) => state === 'running')
      },
    },
    drafts: {
      start: (request) => startDrafts(draftRequestSchema.parse(request)),
      cancel: ({ lane }) => dropDrafts(lane),
      keep({ id }) {
        const draft = find(drafts, id)
        if (draft.state !== 'done') throw new Error(`The draft ${id} is not finished.`)
        const job: FakeJob = {
          id,
          state: 'done',
          request: draft.request,
          createdAt: '',
          progress: null,
          error: null,
          pictureIds: [],
          forTrial: false,
        }
        const picture = picturesOf(job, 'done')[0]!
        pictures = [picture, ...pictures]
        emit({ type: 'picture', picture })
        return picture
      },
    },
    adapters: {
      search({ text, favouritesOnly, fitsOnly, offset, limit }) {
        const proofs = new Map(proofsNow().map((proof) => [proof.adapterId, proof]))
        const words = text.toLowerCase().split(/\s+/).filter(Boolean)
        const found = adapters.filter((one) => {
          if (one.missing || (favouritesOnly && !one.favourite)) return false
          if (fitsOnly && (one.problem !== null || proofs.get(one.id)?.verdict === 'refused')) return false
          const all = [one.name, one.fileName, one.kind, one.madeFor?.name, ...one.triggerGroups.flat()]
          return words.every((word) => all.join('\n').toLowerCase().includes(word))
        })
        const last = (one: AdapterSummary): string => one.lastUsedAt ?? ''
        found.sort(
          (a, b) =>
            Number(a.problem !== null) - Number(b.problem !== null) ||
            last(b).localeCompare(last(a)) ||
            a.name.localeCompare(b.name),
        )
        const rows = found.slice(offset, offset + limit).map((adapter) => ({
          adapter,
          proof: proofs.get(adapter.id) ?? null,
        }))
        return { at: `fake-${sent}`, total: found.length, rows }
      },
      lookup({ ids, names }) {
        const called = (name: string): AdapterSummary | undefined =>
          adapters.find((one) => one.name.toLowerCase() === name || one.sha256?.startsWith(name))
        const named = names.map((name) => ({ name, id: called(name)?.id ?? null }))
        const wanted = new Set([...ids, ...named.flatMap(({ id }) => id ?? [])])
        return { at: `fake-${sent}`, adapters: adapters.filter(({ id }) => wanted.has(id)), names: named }
      },
      edit({ id, edit }) {
        adapters = adapters.map((one) => (one.id === id ? ({ ...one, ...edit } as AdapterSummary) : one))
        const adapter = find(adapters, id)
        emit({ type: 'adapter', adapter })
        return adapter
      },
      proofs: ({ ids }) => proofsNow().filter(({ adapterId }) => ids.includes(adapterId)),
    },
    stacks: {
      list: () => stacks,
      save(given) {
        const { name, stack } = savedStackSchema.parse(given)
        const old = stacks.find((one) => one.name.toLowerCase() === name.toLowerCase())
        const kept: SavedStack = {
          id: old?.id ?? `stack-${++count}`,
          name,
          stack,
          createdAt: '',
          problem: null,
        }
        stacks = [...stacks.filter((one) => one.id !== kept.id), kept]
        emit({ type: 'stack', stack: kept })
        return kept
      },
      remove({ id }) {
        find(stacks, id)
        stacks = stacks.filter((one) => one.id !== id)
        emit({ type: 'stack-removed', id })
      },
      conflicts: () => ({ blocks: [], pairs: [], leftOut: [] }),
      weightMarks: () => ({ marks: [], isMeasuring: false }),
    },
    library: {
      rescan: () => ({ models: models.length }),
      recognise({ name, sizeBytes }) {
        const adapter = adapters.find((one) => one.fileName === name && one.sizeBytes === sizeBytes)
        if (adapter !== undefined) return { kind: 'adapter', adapter }
        const model = models.find((one) => one.fileName === name && one.sizeBytes === sizeBytes)
        return model === undefined ? null : { kind: 'model', model }
      },
      endScan: () => emit({ type: 'scan', scan: null }),
      pauseHashing: () => undefined,
      duplicates: () => ({ groups: [], trainings: [], left: 0 }),
      alike: () => ({ isComparable: true, rows: [], of: 0 }),
      pauseComparing: () => undefined,
    },
    models: { list: () => models, choose: () => ({}) },
    pictures: {
      trash({ id }) {
        trash.set(id, find(pictures, id))
        pictures = pictures.filter((picture) => picture.id !== id)
        emit({ type: 'picture-removed', id })
      },
      restore({ id }) {
        const picture = find([...trash.values()], id)
        pictures = [...pictures, picture].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
        emit({ type: 'picture', picture })
        return picture
      },
      favourite({ id, favourite }) {
        pictures = pictures.map((picture) => (picture.id === id ? { ...picture, favourite } : picture))
        const picture = find(pictures, id)
        emit({ type: 'picture', picture })
        return picture
      },
    },
    layouts: {
      offers: () => options.layouts ?? [],
      recognise: ({ folder }) => options.layouts?.find(({ root }) => root === folder) ?? null,
    },
    settings: {
      get: () => settings,
      set(change) {
        settings = { ...settings, ...change } as Settings
        emit({ type: 'settings', settings })
        return settings
      },
    },
    workspace: {
      save({ window, workspace: given, changed }) {
        workspace = withFieldsOf(workspace, workspaceSchema.parse(given), changed)
        saved.push(workspace)
        emit({ type: 'workspace', window, workspace, changed })
      },
    },
    devices: { list: () => [demoDevice] },
    diagnostics: { log: () => [] },
    prompt: {
      count({ text }) {
        const tokens = text.split(/[\s,]+/).filter((word) => word !== '').length
        return { tokens, borders: [] }
      },
      pastedSettings: ({ text }) => options.pastedSettings?.(text) ?? null,
    },
    training: { ...training.handlers, ...options.training },
  })

  return Object.assign(calls, {
    saved,
    submitted,
    drafted,
    steered,
    putAdapter(adapter: AdapterSummary) {
      adapters = [...adapters.filter(({ id }) => id !== adapter.id), adapter]
      emit({ type: 'adapter', adapter })
    },
    emit,
    disconnect,
    reconnect,
    failNext: (error: NonNullable<JobSummary['error']>) => void (nextFailure = error),
    leaving,
    subscribe(target: EventListeners) {
      listeners = target
      return () => void (listeners = null)
    },
    uploadPicture: () => Promise.resolve(),
    importPicture: () => Promise.reject(new AppError('picture-settings/none')),
    pictureFile: () => Promise.reject(new AppError('picture/not-found')),
    thumbnails: (ids: readonly string[]) => Promise.resolve(ids.map(() => null)),
    mediaBytes: () => Promise.reject(new AppError('picture/not-found')),
    sendPreview: () => Promise.reject(new AppError('picture-settings/none')),
    pictureSettings: options.pictureSettings ?? (() => Promise.reject(new AppError('picture-settings/none'))),
  })
}
