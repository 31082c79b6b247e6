// An engine without networks, in this process: coloured pictures with real progress. For tests of the host only.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { AppError } from '../../src-main/base/errors.ts'
import type { Stack } from '../../src-main/contract/adapter.ts'
import type { DeviceReport, EngineCalls, EngineGenerateCall } from '../../src-main/contract/engine.ts'
import type { PictureRecord, Steered } from '../../src-main/contract/generation.ts'
import type { EngineLink, EngineListener } from '../../src-main/app/engine-link.ts'
import type { EngineMeasureCall, EngineTrainCall } from '../../src-main/contract/training.ts'
import type { EngineState } from '../../src-main/contract/studio.ts'
import { fakeTrainingCalls } from './fake-training-calls.ts'

export type FakeEngine = EngineLink & {
  /** As a crash: the open call is rejected, and the engine is ready again. */
  die(): void
  readonly made: EngineGenerateCall[]
  readonly trained: EngineTrainCall[]
  readonly measured: EngineMeasureCall[]
}

export type FakeEngineOptions = {
  stepMs?: number
  /** Rejects the picture with this code when the prompt is the key. */
  failures?: Record<string, AppError>
}

const device: DeviceReport = {
  name: 'cpu',
  label: 'Pretend processor',
  available: true,
  notes: [],
  conformance: [{ op: 'MatMul', largestError: 1e-7, tolerance: 1e-5, passed: true, lowering: 'MatMul' }],
  checkedAt: '2026-01-01T00:00:00.000Z',
}

export function createFakeEngine({ stepMs = 1, failures = {} }: FakeEngineOptions = {}): FakeEngine {
  const listeners = new Set<Partial<EngineListener>>()
  const stops = new Map<string, 'cancel' | 'keep'>()
  const steering = new Map<string, Stack>()
  const running = new Set<string>()
  const made: EngineGenerateCall[] = []
  let state: EngineState = { state: 'ready', reason: null, device: device.label }
  let killer: ((error: AppError) => void) | null = null

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
      await new Promise((resolve) => setTimeout(resolve, stepMs))
      const stop = stops.get(jobId)
      if (stop === 'cancel') throw new AppError('job/cancelled', 'Cancelled.')
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
          step,
          steps: request.steps,
          secondsPerStep: stepMs / 1000,
          secondsLeft: ((request.steps - step) * stepMs) / 1000,
          preview: { width: 16, height: 16, rgb },
        })
      }
    }
    const pictures = []
    for (const [index, path] of call.outputs.entries()) {
      await mkdir(dirname(path), { recursive: true })
      await sharp({
        create: {
          width: request.width,
          height: request.height,
          channels: 3,
          background: `hsl(${(hue + turn(inForce) + index * 40) % 360}, 60%, 50%)`,
        },
      })
        .png()
        .toFile(path)
      const record: PictureRecord = {
        version: 1,
        application: 'fake',
        runtime: 'fake',
        device: 'cpu',
        request,
        seed: String(BigInt.asUintN(64, BigInt(request.seed) + BigInt(index))),
        index,
        model: { name: call.modelName, architecture: 'sd1' },
        vae: null,
        adapters: request.stack.flatMap((entry) =>
          entry.on
            ? [
                {
                  name: entry.name,
                  kind: 'lora',
                  ...call.adapterHashes?.[entry.adapter],
                  weight: entry.weight,
                  textWeight: entry.textWeight ?? entry.weight,
                  matched: 4,
                  unmatched: 0,
                },
              ]
            : [],
        ),
        steered,
        stepsDone,
        createdAt: new Date().toISOString(),
      }
      const picture = { path, record, width: request.width, height: request.height }
      pictures.push(picture)
      for (const listener of listeners) listener.picture?.(jobId, picture)
    }
    return {
      pictures,
      seconds: { load: 0, text: 0, denoise: 0, decode: 0, save: 0 },
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
      if (running.size > 0) throw new AppError('engine/fake-busy', 'Two runs at once.')
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
      const error = new AppError(
        'engine/died',
        'The engine stopped unexpectedly while making this picture.',
        {
          hint: 'Try again.',
        },
      )
      killer?.(error)
      training.die(error)
    },
    close: async () => undefined,
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

function noNetworks(): AppError {
  return new AppError('engine/fake', 'The fake engine has no networks.')
}
