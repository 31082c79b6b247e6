// An engine without networks, in this process: coloured pictures with real progress. For tests of the host only.
// `test/contract/engine/engine-cases.ts` holds it to what the real one does.
import { errorFromReport, reportError, AppError } from '../../src-main/base/errors.ts'
import { oneAtATime } from '../../src-main/base/turns.ts'
import type {
  DeviceReport,
  EngineCalls,
  EngineGenerateCall,
  EngineGenerateResult,
  EngineNews,
} from '../../src-main/contract/engine.ts'
import type { EngineLink, EngineListener } from '../../src-main/app/engine-link.ts'
import type { EngineMeasureCall, EngineTrainCall } from '../../src-main/contract/training.ts'
import type { EngineState } from '../../src-main/contract/studio.ts'
import { drawFake, type FakeJob } from './fake-drawing.ts'
import { fakeRewriting } from './fake-rewriting.ts'
import { fakeTrainingCalls } from './fake-training-calls.ts'
import { memoryFor } from './scarce-memory.ts'

export type FakeEngine = EngineLink & {
  /** As a crash: open calls are rejected, and the engine starts again. */
  die(): void
  /** From now on pictures wait after this step, until they are stopped, steered or let go; rewritings in the middle. */
  holdAfter(step: number): void
  letGo(): void
  readonly made: EngineGenerateCall[]
  /** Most pictures that were asked for at the same time. */
  mostAtOnce(): number
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

const runtime = 'fake'
const device: DeviceReport = {
  name: 'cpu',
  label: 'Pretend processor',
  available: true,
  notes: [],
  conformance: [{ op: 'MatMul', largestError: 1e-7, tolerance: 1e-5, passed: true, lowering: 'MatMul' }],
  checkedAt: '2026-01-01T00:00:00.000Z',
  runtime,
}

/** One life of the process: what it still says after its death is not heard. */
type Life = { news: EngineNews; loaded: Set<string>; dead: Promise<never>; end(error: AppError): void }

type Call = (...args: unknown[]) => Promise<unknown>

export function createFakeEngine({
  stepMs = 1,
  failures = {},
  noisy = false,
}: FakeEngineOptions = {}): FakeEngine {
  const listeners = new Set<Partial<EngineListener>>()
  const jobs = new Map<string, FakeJob>()
  const rewriting = new Map<string, AbortController>()
  const made: EngineGenerateCall[] = []
  let mostAtOnce = 0
  let held = Infinity
  let inTurn = oneAtATime()
  let state: EngineState = { state: 'ready', reason: null, device: device.label }
  let life = begin()
  let awake: Promise<void> = Promise.resolve()
  let closing = false

  function begin(): Life {
    let end: (error: AppError) => void = () => undefined
    const dead = new Promise<never>((_, reject) => {
      end = reject
    })
    dead.catch(() => undefined)
    const heard = (tell: (listener: Partial<EngineListener>) => void): void => {
      if (life.dead === dead) listeners.forEach(tell)
    }
    const news: EngineNews = {
      progress: (progress) => heard((listener) => listener.progress?.(progress)),
      picture: (jobId, picture) => heard((listener) => listener.picture?.(jobId, picture)),
      rewriting: (jobId, progress) => heard((listener) => listener.rewriting?.(jobId, progress)),
      training: (runId, told) => heard((listener) => listener.training?.(runId, told)),
      log: (level, message) => heard((listener) => listener.log?.(level, message)),
    }
    return { news, loaded: new Set(), dead, end }
  }

  function setState(change: Partial<EngineState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener.state?.(state)
  }

  async function ready(): Promise<void> {
    if (closing) throw new AppError('engine/closed')
    await awake
  }

  async function draw(call: EngineGenerateCall): Promise<EngineGenerateResult> {
    const { news, loaded } = life
    const job: FakeJob = {
      controller: new AbortController(),
      mode: null,
      steering: null,
      entries: new Set(call.request.stack.map(({ id }) => id)),
    }
    jobs.set(call.jobId, job)
    mostAtOnce = Math.max(mostAtOnce, jobs.size)
    try {
      const { request } = call
      const failure = failures[request.prompt]
      return await inTurn(() =>
        drawFake(call, job, {
          stepMs,
          news,
          noisy,
          memory: memoryFor(request),
          failure,
          holds: (step) => step > held,
          loaded,
        }),
      )
    } finally {
      if (jobs.get(call.jobId) === job) jobs.delete(call.jobId)
    }
  }

  /** An open call is settled by the process's death; errors cross the border as reports. */
  function sent(call: Call, endsItself: boolean): Call {
    return async (...args) => {
      await ready()
      const { dead } = life
      try {
        return await (endsItself ? call(...args) : Promise.race([call(...args), dead]))
      } catch (error) {
        throw errorFromReport(reportError(error))
      }
    }
  }

  const training = fakeTrainingCalls({ stepMs, tell: (runId, news) => life.news.training(runId, news) })
  const work: EngineCalls = {
    async steer(jobId, stack) {
      const job = jobs.get(jobId)
      const known = stack.filter(({ id }) => job?.entries.has(id))
      if (!job || known.length === 0) return false
      job.steering = known
      return true
    },
    async generate(call) {
      made.push(call)
      setState({ state: 'working' })
      const used = life
      try {
        return await draw(call)
      } finally {
        if (life === used && state.state === 'working') setState({ state: 'ready' })
      }
    },
    // As the real one: a stop for a job it does not have is not heard.
    async stop(jobId, mode) {
      rewriting.get(jobId)?.abort()
      const job = jobs.get(jobId)
      if (!job) return
      job.mode = mode
      if (mode === 'cancel') job.controller.abort()
    },
    devices: async (known) => [
      known.find((one) => one.name === device.name && one.runtime === runtime) ?? device,
    ],
    checkDevice: async () => ({ ...device, checkedAt: new Date().toISOString() }),
    bake: () => Promise.reject(new Error('the fake engine bakes nothing')),
    async rewrite(call) {
      const { jobId } = call
      const stopping = new AbortController()
      rewriting.set(jobId, stopping)
      const hold = { signal: stopping.signal, holds: () => held < Infinity }
      try {
        return await fakeRewriting(call, (progress) => life.news.rewriting(jobId, progress), hold)
      } finally {
        rewriting.delete(jobId)
      }
    },
    ...training.calls,
    async tag({ pictures, threshold }) {
      return pictures.map((path) => ({ path, tags: threshold > 0.9 ? [] : ['emoji', 'simple background'] }))
    },
    hello: async () => ({ application: 'fake', runtime }),
    probe: () => Promise.reject(noNetworks()),
    benchmark: () => Promise.reject(noNetworks()),
    memoryPlan: () => Promise.reject(noNetworks()),
  }

  // A training that dies ends itself, so that it writes nothing more.
  const calls = Object.fromEntries(
    Object.entries(work).map(([name, call]) => [name, sent(call as Call, name === 'train')]),
  ) as unknown as EngineCalls

  return {
    calls,
    made,
    mostAtOnce: () => mostAtOnce,
    trained: training.trained,
    measured: training.measured,
    state: () => state,
    ready,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    die() {
      const error = new AppError('engine/died', {}, { details: { how: 'SIGKILL', log: [] } })
      const { end } = life
      life = begin()
      inTurn = oneAtATime()
      for (const job of jobs.values()) job.controller.abort()
      jobs.clear()
      setState({ state: 'starting', reason: null })
      awake = new Promise((resolve) => setImmediate(resolve)).then(() => setState({ state: 'ready' }))
      training.die(error)
      end(error)
    },
    holdAfter: (step) => void (held = step),
    letGo: () => void (held = Infinity),
    async close() {
      closing = true
      const error = new AppError('engine/died', {}, { details: { how: 'SIGTERM', log: [] } })
      for (const job of jobs.values()) job.controller.abort()
      training.die(error)
      life.end(error)
    },
  }
}

function noNetworks(): Error {
  return new Error('the fake engine has no networks')
}
