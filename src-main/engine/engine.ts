// The engine: answers the host's calls one after the other and keeps the last model loaded.
import type { DeviceReport, EngineCalls, EngineGenerateCall, EngineNews } from '../contract/engine.ts'
import type { DeviceName } from '../contract/generation.ts'
import { benchmarkUNet } from './benchmark.ts'
import { benchmarkSlider } from './benchmark-slider.ts'
import { checkDevice, startsQuickly } from './conformance.ts'
import { chooseDevice, deviceCandidates, devicePlan, requireDevice, type ConcreteDevice } from './devices.ts'
import type { HeldModel } from './held-model.ts'
import { loadModel } from './loaded-model.ts'
import { runtimeVersion } from './onnxruntime.ts'
import { runPictureJob, type StopRequest } from './picture-job.ts'
import { probe } from './probe.ts'
import { createProgramStore } from './program-store.ts'
import { bake } from './rewrite/bake.ts'
import { rewriteAdapter } from './rewrite/rewrite-adapter.ts'
import { rewriteRun, type RewriteRun } from './rewrite/run.ts'

export function createEngine(news: EngineNews): EngineCalls {
  const programs = createProgramStore()
  const candidates = deviceCandidates(`${process.platform}-${process.arch}`)
  const reports = new Map<ConcreteDevice, DeviceReport>()
  /** Jobs that were asked to stop before or while they ran. */
  const stops = new Map<string, StopRequest & { controller: AbortController; entries: ReadonlySet<string> }>()
  const rewrites = new Map<string, AbortController>()
  let held: HeldModel | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** Runs are never interleaved: a run blocks the only thread anyway. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work)
    turn = result.catch(() => undefined)
    return result
  }

  async function report(name: ConcreteDevice): Promise<DeviceReport> {
    const known = reports.get(name) ?? (await checkDevice(name))
    reports.set(name, known)
    return known
  }

  async function allReports(): Promise<DeviceReport[]> {
    const all: DeviceReport[] = []
    for (const name of candidates) all.push(await report(name))
    return all
  }

  async function concreteDevice(wanted: DeviceName): Promise<ConcreteDevice> {
    // The CPU is what the others are measured against; it needs no check to be used.
    if (wanted === 'cpu') return wanted
    if (wanted === 'auto')
      return chooseDevice(candidates, report, async (name) => reports.has(name) || startsQuickly(name))
    return requireDevice(wanted, await report(wanted))
  }

  async function hold(path: string, vaePath: string | null, wanted: DeviceName): Promise<HeldModel> {
    const device = await concreteDevice(wanted)
    const key = JSON.stringify([path, vaePath, device])
    if (held?.key === key && (await held.model.unchanged())) return held
    await held?.model.close()
    held = null
    const plan = devicePlan(device, reports.get(device))
    held = { key, device, model: await loadModel({ path, vaePath, plan, programs }), previewMap: null }
    return held
  }

  async function generate(call: EngineGenerateCall) {
    const controller = new AbortController()
    const entries = new Set(call.request.stack.map(({ id }) => id))
    const stop = { controller, signal: controller.signal, mode: null, steering: null, entries }
    stops.set(call.jobId, stop)
    try {
      const { model, vae } = call.request
      return await inTurn(() => runPictureJob(call, stop, news, () => hold(model, vae, call.device)))
    } finally {
      stops.delete(call.jobId)
    }
  }

  /** A result that was stopped halfway is none, whatever the mode. */
  async function rewriting<Report>(
    jobId: string,
    work: (run: RewriteRun) => Promise<Report>,
  ): Promise<Report> {
    const controller = new AbortController()
    rewrites.set(jobId, controller)
    try {
      return await inTurn(() => work(rewriteRun(controller.signal, news)))
    } finally {
      rewrites.delete(jobId)
    }
  }

  return {
    generate,
    async stop(jobId, mode) {
      rewrites.get(jobId)?.abort()
      const stop = stops.get(jobId)
      if (!stop) return
      stop.mode = mode
      if (mode === 'cancel') stop.controller.abort()
    },
    async steer(jobId, stack) {
      const job = stops.get(jobId)
      const known = stack.filter(({ id }) => job?.entries.has(id))
      if (!job || known.length === 0) return false
      job.steering = known
      return true
    },
    devices: (known) =>
      inTurn(() => {
        for (const old of known) {
          if (old.runtime === runtimeVersion && !reports.has(old.name)) reports.set(old.name, old)
        }
        return allReports()
      }),
    checkDevice: (name) =>
      inTurn(async () => {
        reports.delete(name)
        return report(name)
      }),
    probe: (call) => inTurn(async () => probe((await hold(call.model, call.vae, call.device)).model, call)),
    benchmark: (call) =>
      inTurn(() => (call.slider ? benchmarkSlider(call, call.slider) : benchmarkUNet(call))),
    bake: (call) => rewriting(call.jobId, (run) => bake(call, run)),
    rewrite: (call) => rewriting(call.jobId, (run) => rewriteAdapter(call, run)),
    unload: () =>
      inTurn(async () => {
        await held?.model.close()
        held = null
        await programs.clear()
      }),
  }
}
