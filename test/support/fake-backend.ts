// An in-memory host for the interface: jobs run on a timer, pictures are drawn, everything is kept in variables.
import type { GenerationRequest } from '../../src-main/contract/generation.ts'
import type { Stack } from '../../src-main/contract/adapter.ts'
import type {
  AdapterProof,
  AdapterSummary,
  DraftRequest,
  DraftSummary,
  SavedStack,
} from '../../src-main/contract/library.ts'
import type {
  EngineState,
  JobSummary,
  ModelSummary,
  PictureSummary,
  Settings,
  StudioEvent,
  StudioSnapshot,
  Workspace,
} from '../../src-main/contract/studio.ts'
import type { ProjectPictures, TrainingProject } from '../../src-main/contract/training-project.ts'
import type { Backend, EventListeners } from '../../src-renderer/backend/backend.ts'
import type { TrainingBackend } from '../../src-renderer/backend/training-backend.ts'
import { fakeTraining } from './fake-training.ts'

export type FakeBackendOptions = {
  stepMs?: number
  /** The address of an image for a request at a step; the last step is the picture. */
  draw?: (request: GenerationRequest, step: number) => string
  models?: ModelSummary[]
  adapters?: AdapterSummary[]
  proofs?: AdapterProof[]
  workspace?: Partial<Workspace>
  settings?: Partial<Settings>
  trainings?: TrainingProject[]
  /** The pictures of every project that has a folder. */
  projectPictures?: Omit<ProjectPictures, 'folder'>
  /** Calls that answer otherwise than the in-memory ones. */
  training?: Partial<TrainingBackend>
  /** The address of a run's sample. */
  drawSample?: (prompt: string, share: number) => string
}

export type FakeBackend = Backend & {
  emit(event: StudioEvent): void
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
  architectureLabel: 'SD 1',
  why: ['cross attention is 768 wide'],
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
  architectureLabel: '',
  problem: { code: 'safetensors/truncated', message: 'The file ends before its tensors do.' },
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
    fileName: `${id}.safetensors`,
    kind: 'lora',
    dora: false,
    dialects: ['kohya'],
    ranks: [16],
    architecture: 'sd1',
    architectureWhy: 'cross attention is 768 wide',
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
const madeFor = { name: 'Emoji', how: 'its metadata says so' }

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
    unmatched: [{ name: 'lora_unet_extra', reason: 'the model has no such module' }],
  }),
  proofOf('Poster XL', {
    verdict: 'refused',
    refusal: {
      code: 'adapter/wrong-architecture',
      message: 'This adapter was made for SDXL, and the model is SD 1.',
    },
  }),
]

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
    ...options.settings,
  }
  let workspace: Workspace = { ...demoWorkspace, ...options.workspace }
  let adapters = options.adapters ?? []
  let stacks: SavedStack[] = []
  let drafts: (DraftSummary & { request: GenerationRequest })[] = []
  const drafted: DraftRequest[] = []
  const steered: Stack[] = []
  let pictures: PictureSummary[] = []
  const trash = new Map<string, PictureSummary>()
  let jobs: JobSummary[] = []
  let engine: EngineState = { state: 'ready', reason: null, device: 'CPU' }
  let listeners: EventListeners | null = null
  let nextFailure: JobSummary['error'] = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let count = 0
  const saved: Workspace[] = []
  const submitted: GenerationRequest[] = []

  const emit = (event: StudioEvent): void => listeners?.event(structuredClone(event))

  const training = fakeTraining({
    stepMs,
    emit,
    draw: options.drawSample ?? (() => onePixel),
    ...(options.trainings ? { projects: options.trainings } : {}),
    ...(options.projectPictures ? { pictures: options.projectPictures } : {}),
    ...(options.training ? { calls: options.training } : {}),
  })

  function update(id: string, change: Partial<JobSummary>): JobSummary | undefined {
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
      update(id, {
        progress: {
          phase: 'denoise',
          step: at,
          steps,
          secondsPerStep,
          secondsLeft: (steps - at) * secondsPerStep,
          previewUrl: draw(job.request, at),
        },
      })
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

  function picturesOf(job: JobSummary, state: JobSummary['state']): PictureSummary[] {
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
    submitted.push(request)
    const job: JobSummary = {
      id: `job-${++count}`,
      state: 'queued',
      request,
      createdAt: new Date().toISOString(),
      progress: null,
      error: null,
      pictureIds: [],
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
        const rest = { phase: 'denoise' as const, secondsPerStep: stepMs / 1000, secondsLeft: null }
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

  return {
    saved,
    submitted,
    drafted,
    steered,
    emit,
    failNext: (error) => (nextFailure = error),
    subscribe(target) {
      listeners = target
      return () => (listeners = null)
    },
    snapshot: () =>
      Promise.resolve<StudioSnapshot>({
        version: '0.1.0',
        settings,
        workspace,
        models,
        adapters,
        stacks,
        jobs,
        pictures,
        engine,
        trainings: training.projects(),
        devices: [
          {
            name: 'cpu',
            label: 'CPU',
            available: true,
            note: '',
            memoryBytes: 16 * 1024 ** 3,
            checkedAt: '2026-01-01T12:00:00.000Z',
            conformance: [
              { op: 'MatMul', largestError: 2.1e-7, tolerance: 1e-5, passed: true, lowering: 'MatMul' },
              { op: 'Conv', largestError: 0, tolerance: 1e-5, passed: true, lowering: 'Conv' },
            ],
          },
        ],
      }),
    submit: (request) => Promise.resolve(submit(request)),
    cancel(id) {
      finish(id, 'cancelled')
      return Promise.resolve()
    },
    stopAndKeep(id) {
      finish(id, 'stopped')
      return Promise.resolve()
    },
    reorder(order) {
      const rank = (job: JobSummary): number => order.indexOf(job.id)
      jobs = jobs.toSorted((a, b) => rank(a) - rank(b))
      emit({ type: 'queue', order })
      return Promise.resolve()
    },
    retry(id) {
      update(id, { state: 'queued', error: null })
      setTimeout(runNext, 0)
      return Promise.resolve()
    },
    dismiss(id) {
      update(id, { state: 'cancelled' })
      return Promise.resolve()
    },
    steer(_jobId, stack) {
      steered.push(structuredClone(stack))
      return Promise.resolve(jobs.some(({ state }) => state === 'running'))
    },
    startDrafts(request) {
      drafted.push(structuredClone(request))
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
      return Promise.resolve(fresh.map(summaryOf))
    },
    cancelDrafts(lane) {
      dropDrafts(lane)
      return Promise.resolve()
    },
    keepDraft(id) {
      const draft = drafts.find((candidate) => candidate.id === id)
      if (draft?.state !== 'done') return Promise.reject(new Error(`no finished draft ${id}`))
      const job: JobSummary = {
        id,
        state: 'done',
        request: draft.request,
        createdAt: '',
        progress: null,
        error: null,
        pictureIds: [],
      }
      const picture = picturesOf(job, 'done')[0]!
      pictures = [picture, ...pictures]
      emit({ type: 'picture', picture })
      return Promise.resolve(picture)
    },
    editAdapter(id, edit) {
      const defined = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
      adapters = adapters.map((adapter) => (adapter.id === id ? { ...adapter, ...defined } : adapter))
      const adapter = adapters.find((candidate) => candidate.id === id)
      if (adapter) emit({ type: 'adapter', adapter })
      return adapter ? Promise.resolve(adapter) : Promise.reject(new Error(`no adapter ${id}`))
    },
    adapterProofs: () => Promise.resolve(options.proofs ?? adapters.map(({ id }) => proofOf(id))),
    rescanAdapters: () => Promise.resolve(),
    saveStack(name, stack) {
      const old = stacks.find((one) => one.name.toLowerCase() === name.toLowerCase())
      const saved: SavedStack = { id: old?.id ?? `stack-${++count}`, name, stack, createdAt: '' }
      stacks = [...stacks.filter(({ id }) => id !== saved.id), saved]
      emit({ type: 'stack', stack: saved })
      return Promise.resolve(saved)
    },
    removeStack(id) {
      if (!stacks.some((one) => one.id === id)) return Promise.reject(new Error(`no stack ${id}`))
      stacks = stacks.filter((one) => one.id !== id)
      emit({ type: 'stack-removed', id })
      return Promise.resolve()
    },
    modelMemory: () => Promise.resolve({}),
    rescanModels: () => Promise.resolve(),
    trashPicture(id) {
      const picture = pictures.find((candidate) => candidate.id === id)
      if (picture) trash.set(id, picture)
      pictures = pictures.filter((candidate) => candidate.id !== id)
      emit({ type: 'picture-removed', id })
      return Promise.resolve()
    },
    restorePicture(id) {
      const picture = trash.get(id)
      if (!picture) return Promise.reject(new Error(`no ${id} in the trash`))
      pictures = [...pictures, picture].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      emit({ type: 'picture', picture })
      return Promise.resolve(picture)
    },
    setFavourite(id, favourite) {
      pictures = pictures.map((picture) => (picture.id === id ? { ...picture, favourite } : picture))
      return Promise.resolve()
    },
    setSettings(change) {
      settings = { ...settings, ...change }
      emit({ type: 'settings', settings })
      return Promise.resolve(settings)
    },
    saveWorkspace(next) {
      workspace = structuredClone(next)
      saved.push(workspace)
      return Promise.resolve()
    },
    saveWorkspaceOnLeave(next) {
      workspace = structuredClone(next)
      saved.push(workspace)
    },
    checkDevice: () => Promise.reject(new Error('the in-memory host checks no device')),
    countPrompt(text) {
      const tokens = text.split(/[\s,]+/).filter((word) => word !== '').length
      return Promise.resolve({ tokens, borders: [] })
    },
    training: training.backend,
  }
}
