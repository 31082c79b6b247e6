// An engine without networks, in this process: coloured pictures with real progress. For tests of the host only.
import sharp from 'sharp'
import { AppError } from '../../src-main/base/errors.ts'
import type { Stack } from '../../src-main/contract/adapter.ts'
import type {
  DeviceReport,
  EngineCalls,
  EngineGenerateCall,
  PictureFacts,
  Pixels,
} from '../../src-main/contract/engine.ts'
import type { GenerationRequest, Steered } from '../../src-main/contract/generation.ts'
import { fileStamp } from '../../src-main/files/file-stamp.ts'
import type { EngineLink, EngineListener } from '../../src-main/app/engine-link.ts'
import type { EngineMeasureCall, EngineTrainCall } from '../../src-main/contract/training.ts'
import type { EngineState } from '../../src-main/contract/studio.ts'
import { fakeTrainingCalls } from './fake-training-calls.ts'

export type FakeEngine = EngineLink & {
  /** As a crash: the open call is rejected, and the engine is ready again. */
  die(): void
  /** From now on pictures wait after this step, until they are stopped, steered or let go. */
  holdAfter(step: number): void
  letGo(): void
  readonly made: EngineGenerateCall[]
  readonly trained: EngineTrainCall[]
  readonly measured: EngineMeasureCall[]
}

export type FakeEngineOptions = {
  stepMs?: number
  /** Rejects the picture with this code when the prompt is the key. */
  failures?: Record<string, AppError>
  /** Pictures that take long to write, instead of flat ones. */
  noisy?: boolean
}

const device: DeviceReport = {
  name: 'cpu',
  label: 'Pretend processor',
  available: true,
  notes: [],
  conformance: [{ op: 'MatMul', largestError: 1e-7, tolerance: 1e-5, passed: true, lowering: 'MatMul' }],
  checkedAt: '2026-01-01T00:00:00.000Z',
}

export function createFakeEngine({
  stepMs = 1,
  failures = {},
  noisy = false,
}: FakeEngineOptions = {}): FakeEngine {
  const listeners = new Set<Partial<EngineListener>>()
  const stops = new Map<string, 'cancel' | 'keep'>()
  const steering = new Map<string, Stack>()
  const running = new Set<string>()
  const made: EngineGenerateCall[] = []
  let state: EngineState = { state: 'ready', reason: null, device: device.label }
  let killer: ((error: AppError) => void) | null = null
  let held = Infinity

  function setState(next: EngineState['state'], reason: string | null = null): void {
    state = { ...state, state: next, reason }
    for (const listener of listeners) listener.state?.(state)
  }

  async function draw(call: EngineGenerateCall): ReturnType<EngineCalls['generate']> {
    const { request, jobId } = call
    const failure = failures[request.prompt]
    if (failure !== undefined) throw failure
    const hue = Number(BigInt(request.seed) % 360n)
    let stepsDone = 0
    let inForce = request.stack
    const steered: Steered[] = []
    for (let step = 1; step <= request.steps; step++) {
      do await new Promise((resolve) => setTimeout(resolve, stepMs))
      while (step > held && !stops.has(jobId) && !steering.has(jobId))
      const stop = stops.get(jobId)
      if (stop === 'cancel') throw new AppError('job/cancelled')
      if (stop === 'keep') break
      stepsDone = step
      const wanted = steering.get(jobId)
      steering.delete(jobId)
      if (wanted !== undefined) {
        const entries = changed(inForce, wanted)
        if (entries.length > 0) steered.push({ step, entries })
        inForce = wanted
      }
      const rgb = new Uint8Array(16 * 16 * 3).map((_, at) => (at * step + hue) % 256)
      for (const listener of listeners) {
        listener.progress?.({
          jobId,
          phase: 'denoise',
          image: 0,
          together: 1,
          step,
          steps: request.steps,
          secondsPerStep: stepMs / 1000,
          secondsLeft: ((request.steps - step) * stepMs) / 1000,
          preview: { width: 16, height: 16, rgb },
        })
      }
    }
    for (let index = 0; index < request.batch; index++) {
      const shade = (hue + turn(inForce) + index * 40) % 360
      const pixels = noisy ? noise(request) : await flatPicture(request, `hsl(${shade}, 60%, 50%)`)
      const facts = await factsOf(call, { index, stepsDone, steered })
      for (const listener of listeners) listener.picture?.(jobId, { pixels, facts })
    }
    return {
      seconds: { load: 0, text: 0, denoise: 0, decode: 0 },
      stepsPerSecond: 1000 / stepMs,
      stopped: stops.get(jobId) === 'keep',
      warnings: [],
      device: 'cpu',
    }
  }

  const training = fakeTrainingCalls({
    stepMs,
    tell: (runId, news) => listeners.forEach((listener) => listener.training?.(runId, news)),
  })
  const calls: EngineCalls = {
    async steer(jobId, stack) {
      if (!running.has(jobId)) return false
      steering.set(jobId, stack)
      return true
    },
    async generate(call) {
      if (running.size > 0) throw new Error('the fake engine makes one picture at a time')
      made.push(call)
      running.add(call.jobId)
      setState('working')
      const death = new Promise<never>((_, reject) => (killer = reject))
      try {
        return await Promise.race([draw(call), death])
      } finally {
        killer = null
        stops.delete(call.jobId)
        steering.delete(call.jobId)
        running.delete(call.jobId)
        setState('ready')
      }
    },
    // As the real one: a stop for a job it does not have is not heard.
    async stop(jobId, mode) {
      if (running.has(jobId)) stops.set(jobId, mode)
    },
    devices: async () => [device],
    checkDevice: async () => ({ ...device, checkedAt: new Date().toISOString() }),
    bake: () => Promise.reject(new Error('the fake engine bakes nothing')),
    rewrite: () => Promise.reject(new Error('the fake engine rewrites nothing')),
    ...training.calls,
    async tag({ pictures, threshold }) {
      return pictures.map((path) => ({ path, tags: threshold > 0.9 ? [] : ['emoji', 'simple background'] }))
    },
    hello: async () => ({ application: 'fake', runtime: 'fake' }),
    probe: () => Promise.reject(noNetworks()),
    benchmark: () => Promise.reject(noNetworks()),
  }

  return {
    calls,
    made,
    trained: training.trained,
    measured: training.measured,
    state: () => state,
    ready: async () => undefined,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    die() {
      const error = new AppError('engine/died')
      killer?.(error)
      training.die(error)
    },
    holdAfter: (step) => void (held = step),
    letGo: () => void (held = Infinity),
    close: async () => undefined,
  }
}

async function flatPicture({ width, height }: GenerationRequest, background: string): Promise<Pixels> {
  const rgb = await sharp({ create: { width, height, channels: 3, background } })
    .raw()
    .toBuffer()
  return { width, height, rgb: new Uint8Array(rgb) }
}

function noise({ width, height }: GenerationRequest): Pixels {
  const rgb = new Uint8Array(3 * width * height)
  for (let at = 0; at < rgb.length; at += 65_536) crypto.getRandomValues(rgb.subarray(at, at + 65_536))
  return { width, height, rgb }
}

/** What acted is what is on, from files as they are now. */
async function factsOf(
  { request, artefacts }: EngineGenerateCall,
  { index, stepsDone, steered }: Pick<PictureFacts, 'index' | 'stepsDone' | 'steered'>,
): Promise<PictureFacts> {
  const on = request.stack.filter((entry) => entry.on)
  const used = [
    request.model,
    ...(request.vae === null ? [] : [request.vae]),
    ...on.map(({ adapter }) => adapter),
  ]
  const read = used.map(async (id) => {
    const { path } = artefacts.find((artefact) => artefact.id === id) ?? {}
    if (path === undefined) throw new Error(`the call brings the artefact ${id} along`)
    return { id, stamp: await fileStamp(path) }
  })
  return {
    runtime: 'fake',
    device: 'cpu',
    architecture: 'sd1',
    index,
    seed: String(BigInt.asUintN(64, BigInt(request.seed) + BigInt(index))),
    stepsDone,
    adapters: on.map(({ name, adapter, weight, textWeight }) => ({
      name,
      kind: 'lora',
      artefact: adapter,
      weight,
      textWeight: textWeight ?? weight,
      matched: 4,
      unmatched: 0,
    })),
    embeddings: [],
    steered,
    read: await Promise.all(read),
  }
}

/** Degrees of hue: what acts can be seen. */
function turn(stack: Stack): number {
  return Math.round(stack.reduce((sum, { on, weight }) => sum + (on ? weight * 90 : 0), 0))
}

function changed(before: Stack, after: Stack): Steered['entries'] {
  return after.flatMap(({ id, on, weight, textWeight }) => {
    const old = before.find((entry) => entry.id === id)
    const same = old?.on === on && old.weight === weight && old.textWeight === textWeight
    if (old === undefined || same) return []
    return [{ id, weight: on ? weight : 0, textWeight: on ? textWeight : 0 }]
  })
}

function noNetworks(): Error {
  return new Error('the fake engine has no networks')
}
