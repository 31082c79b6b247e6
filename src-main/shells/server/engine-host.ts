// Forks the engine process, watches over it, and starts a new one when it dies.
import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { join } from 'node:path'
import { createBirpc, type BirpcReturn } from 'birpc'
import { AppError, reportError } from '../../base/errors.ts'
import type { EngineCalls, EngineNews } from '../../contract/engine.ts'
import type { EngineState } from '../../contract/studio.ts'
import { appRoot } from '../../app/app-root.ts'
import type { EngineLink, EngineListener } from '../../app/engine-link.ts'
import { sentence } from '../../messages/say.ts'
import { withError, withReport } from '../../base/error-crossing.ts'
import { engineEnvironment } from './engine-environment.ts'
import { passOn } from '../../files/terminal.ts'

export type EngineHostOptions = {
  /** The engine's program; in development the TypeScript itself. */
  modulePath?: string
  /** What the runtime's libraries print goes to standard error, too, besides listeners and an error's details. */
  showOutput?: boolean
}

/** An engine that cannot even start is not tried more often than this in a row. */
const maxFailedStarts = 3
const killAfterMs = 2_000
const keptLogLines = 20

const defaultModule = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', 'engine', 'main.ts')
  : join(appRoot(), 'out', 'engine.js')

type Live = {
  child: ChildProcess
  rpc: BirpcReturn<EngineCalls, EngineNews>
  answered: Promise<unknown>
  /** Rejected when the process is gone. */
  dead: Promise<never>
  log: string[]
  started: boolean
}

export function forkEngine({
  modulePath = defaultModule,
  showOutput = false,
}: EngineHostOptions = {}): EngineLink {
  const listeners = new Set<Partial<EngineListener>>()
  let state: EngineState = { state: 'starting', reason: null, device: '' }
  let failedStarts = 0
  let closing = false
  let live: Live | null = start()

  function setState(change: Partial<EngineState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener.state?.(state)
  }

  function start(): Live {
    const child = fork(modulePath, [], {
      serialization: 'advanced',
      env: engineEnvironment(process.env),
      // What libraries print must not reach this process's standard output, which belongs to its caller.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = text.split('\n').filter((line) => line.trim() !== '')
        log.push(...lines)
        log.splice(0, Math.max(0, log.length - keptLogLines))
        for (const line of lines) for (const listener of listeners) listener.output?.(line)
        if (showOutput) passOn(text)
      })
    }
    const rpc = createBirpc<EngineCalls, EngineNews>(
      {
        progress: (progress) => listeners.forEach((listener) => listener.progress?.(progress)),
        picture: (jobId, picture) => listeners.forEach((listener) => listener.picture?.(jobId, picture)),
        rewriting: (jobId, progress) =>
          listeners.forEach((listener) => listener.rewriting?.(jobId, progress)),
        training: (runId, news) => listeners.forEach((listener) => listener.training?.(runId, news)),
        log: (level, message) => listeners.forEach((listener) => listener.log?.(level, message)),
      },
      {
        post(message: Serializable) {
          // A message to a process that has just died is lost; its exit settles the call.
          if (child.connected) child.send(message, () => undefined)
        },
        on: (receive) => child.on('message', receive),
        serialize: withReport,
        deserialize: withError,
        timeout: -1,
      },
    )
    const dead = new Promise<never>((_, reject) => {
      child.once('error', (cause) => reject(died(log, cause.message)))
      child.once('exit', (code, signal) => reject(died(log, signal ?? `exit code ${code}`)))
    })
    // An answered call shows that it is there.
    const answered = Promise.race([rpc.hello(), dead])
    const begun: Live = { child, rpc, answered, dead, log, started: false }
    answered.then(
      () => {
        begun.started = true
        failedStarts = 0
        setState({ state: 'ready', reason: null })
      },
      // `dead` tells of it.
      () => undefined,
    )
    dead.catch((error: unknown) => {
      const report = reportError(error)
      onDeath(begun, `${sentence(report, 'en')} (${String(report.details?.['how'])})`)
    })
    return begun
  }

  function onDeath(gone: Live, reason: string): void {
    if (live !== gone || closing) return
    live = null
    gone.rpc.$close()
    listeners.forEach((listener) => listener.log?.('error', reason))
    if (!gone.started) failedStarts += 1
    if (failedStarts >= maxFailedStarts) {
      setState({ state: 'stopped', reason: gone.log.at(-1) ?? reason })
      return
    }
    setState({ state: 'starting', reason: null })
    live = start()
  }

  const newest = (): Live | null => live

  async function ready(): Promise<void> {
    if (closing) throw new AppError('engine/closed')
    if (live === null) {
      failedStarts = 0
      setState({ state: 'starting', reason: null })
      live = start()
    }
    for (let tried: Live | null = live; tried !== null; tried = newest()) {
      const arrived = await tried.answered.then(
        () => true,
        () => false,
      )
      if (arrived) return
      // Its death is settled one turn later; then there is a new one, or none.
      await new Promise((resolve) => setImmediate(resolve))
    }
    throw new AppError('engine/cannot-start', {}, { details: { reason: state.reason } })
  }

  async function call<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>> {
    await ready()
    return send(name, ...args)
  }

  /** To the engine that is there now, without waiting: calls reach it in the order in which they are sent. */
  async function send<Name extends keyof EngineCalls>(
    name: Name,
    ...args: Parameters<EngineCalls[Name]>
  ): Promise<Awaited<ReturnType<EngineCalls[Name]>>> {
    if (live === null) throw new AppError('engine/cannot-start')
    return Promise.race([live.rpc.$call(name, ...args), live.dead])
  }

  return {
    calls: {
      async generate(request) {
        await ready()
        setState({ state: 'working' })
        const used = live
        try {
          // Sent in this turn: a stop that follows must not overtake it.
          const result = await send('generate', request)
          state = { ...state, device: result.device }
          return result
        } finally {
          if (live === used && state.state === 'working') setState({ state: 'ready' })
        }
      },
      stop: (jobId, mode) => call('stop', jobId, mode),
      steer: (jobId, stack) => call('steer', jobId, stack),
      devices: (known) => call('devices', known),
      checkDevice: (name) => call('checkDevice', name),
      probe: (request) => call('probe', request),
      benchmark: (request) => call('benchmark', request),
      memoryPlan: (request) => call('memoryPlan', request),
      bake: (request) => call('bake', request),
      rewrite: (request) => call('rewrite', request),
      train: (request) => call('train', request),
      stopTraining: (runId, stop) => call('stopTraining', runId, stop),
      editSamples: (runId, samples) => call('editSamples', runId, samples),
      keepTraining: (folder) => call('keepTraining', folder),
      measureTraining: (request) => call('measureTraining', request),
      tag: (request) => call('tag', request),
      hello: () => call('hello'),
    },
    state: () => state,
    ready,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closing = true
      const { child } = live ?? {}
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      await exited
      clearTimeout(kill)
    },
  }
}

function died(log: readonly string[], how: string): AppError {
  return new AppError('engine/died', {}, { details: { how, log: [...log] } })
}
