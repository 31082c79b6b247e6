// The engine: answers the host's calls one after the other and keeps the last model loaded.
import { invariant } from '../base/errors.ts'
import { applicationVersion } from '../base/version.ts'
import type { EngineGenerateCall, PictureCalls, PictureNews, RewritingNews } from '../contract/engine.ts'
import { localFiles, type LocalFiles } from './local-files.ts'
import { planPicture } from './memory/plan-picture.ts'
import { benchmarkUNet } from './measuring/benchmark.ts'
import { benchmarkSlider } from './measuring/benchmark-slider.ts'
import { runtimeVersion } from './runtime/onnxruntime.ts'
import { runPictureJob, type StopRequest } from './picture/picture-job.ts'
import { withHalfModel } from './measuring/half-model.ts'
import { probe } from './measuring/probe.ts'
import { bake } from './rewrite/bake.ts'
import { rewriteAdapter } from './rewrite/rewrite-adapter.ts'
import { rewriteRun, type RewriteRun } from './rewrite/run.ts'
import { applyStack } from './stack/running-stack.ts'
import { createWorkshop, type Workshop } from './workshop.ts'

/** Trains nothing: that is composed with it, over the same workshop. */
export function createEngine(
  news: PictureNews & RewritingNews,
  workshop: Workshop = createWorkshop(),
): PictureCalls {
  const { inTurn, load } = workshop
  /** Jobs that were asked to stop before or while they ran. */
  const stops = new Map<string, StopRequest & { controller: AbortController; entries: ReadonlySet<string> }>()
  const rewrites = new Map<string, AbortController>()

  async function generate(call: EngineGenerateCall) {
    const controller = new AbortController()
    const entries = new Set(call.request.stack.map(({ id }) => id))
    const stop = { controller, signal: controller.signal, mode: null, steering: null, entries }
    stops.set(call.jobId, stop)
    try {
      const { model, vae } = call.request
      const loadHere = (files: LocalFiles) => {
        const vaePath = vae === null ? null : files.path(vae)
        return load({ path: files.path(model), vaePath, device: call.device })
      }
      return await inTurn(() => runPictureJob(call, stop, news, loadHere))
    } finally {
      stops.delete(call.jobId)
    }
  }

  /** What was stopped halfway is thrown away, whatever the mode. */
  async function rewriting<Report>(
    jobId: string,
    work: (run: RewriteRun) => Promise<Report>,
  ): Promise<Report> {
    const controller = new AbortController()
    rewrites.set(jobId, controller)
    try {
      return await inTurn(() =>
        work(rewriteRun(controller.signal, (progress) => news.rewriting(jobId, progress))),
      )
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
    devices: (known) => inTurn(() => workshop.devices(known, runtimeVersion)),
    checkDevice: (name) => inTurn(() => workshop.recheck(name)),
    probe: (call) =>
      inTurn(async () => {
        const held = await load({ path: call.model, vaePath: call.vae, device: call.device })
        const { kind } = call
        invariant(kind !== 'gradients', 'gradients are probed by the training')
        if (call.precision === 'f32') return probe(held.model, { ...call, kind })
        invariant(call.stack.length === 0, 'a stack is merged in f32')
        return withHalfModel(held, (model) => probe(model, { ...call, kind }))
      }),
    benchmark: (call) =>
      inTurn(() => (call.slider ? benchmarkSlider(call, call.slider) : benchmarkUNet(call))),
    memoryPlan: (call) =>
      inTurn(async () => {
        const files = localFiles(call.artefacts)
        const vaePath = call.vae === null ? null : files.path(call.vae)
        const held = await load({ path: files.path(call.model), vaePath, device: call.device })
        await applyStack(held.model, call.stack, files)
        return planPicture(held, call, call.memoryBytes)
      }),
    bake: (call) => rewriting(call.jobId, (run) => bake(call, run)),
    rewrite: (call) => rewriting(call.jobId, (run) => rewriteAdapter(call, run)),
    hello: async () => ({ application: `Lamina ${applicationVersion}`, runtime: runtimeVersion }),
  }
}
