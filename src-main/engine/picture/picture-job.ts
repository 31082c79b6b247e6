// One job of the engine: runs a generation, reports its progress, saves its pictures, and retries once when memory is short.
import { performance } from 'node:perf_hooks'
import type { Remark } from '../../messages/table.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import type { Stack } from '../../contract/adapter.ts'
import type {
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  GenerationPhase,
  PhaseSeconds,
  PictureNews,
  StopMode,
} from '../../contract/engine.ts'
import { generate, type GenerationEvent } from './generate.ts'
import { learnPreviewMap } from './latent-codec.ts'
import { latentShapeOf } from './latent-size.ts'
import type { HeldModel } from '../held-model.ts'
import { saveLatents, savePicture } from './picture-file.ts'
import { createProgressClock } from './progress-clock.ts'
import { offeredFile, type PromptEmbeddings } from './prompt-embeddings.ts'
import { applyStack, type RunningStack } from '../stack/running-stack.ts'

export type StopRequest = {
  readonly signal: AbortSignal
  mode: StopMode | null
  /** Weights that the running picture is to take from its next step on; taken once. */
  steering: Stack | null
}

export async function runPictureJob(
  call: EngineGenerateCall,
  stop: StopRequest,
  news: PictureNews,
  hold: () => Promise<HeldModel>,
): Promise<EngineGenerateResult> {
  throwIfCancelled(stop.signal)
  const timer = createPhaseTimer()
  const progress = {
    jobId: call.jobId,
    image: 0,
    step: 0,
    steps: call.request.steps,
    secondsPerStep: null,
    secondsLeft: null,
  }
  news.progress({ ...progress, phase: 'load' })
  const held = await hold()
  if (call.previews && !held.previewMap) held.previewMap = await learnPreviewMap(held.model)
  const { parameters } = held.model
  const attempt = async (batchTexts: boolean) => {
    const stack = await applyStack(held.model, call.request.stack)
    return makePictures({ call, stop, news, held, timer, batchTexts, stack })
  }
  parameters.watch(stop.signal)
  try {
    return await attempt(true)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine/out-of-memory') throw error
    news.log('warning', 'Out of memory: trying again with one text at a time and only the UNet in memory.')
    for (const component of ['text_encoder', 'text_encoder_2', 'vae']) parameters.release(component)
    return await attempt(false)
  } finally {
    parameters.watch(null)
  }
}

type Attempt = {
  call: EngineGenerateCall
  stop: StopRequest
  news: PictureNews
  held: HeldModel
  timer: PhaseTimer
  batchTexts: boolean
  stack: RunningStack
}

async function makePictures({
  call,
  stop,
  news,
  held,
  timer,
  batchTexts,
  stack,
}: Attempt): Promise<EngineGenerateResult> {
  const { request, jobId } = call
  const pictures: EnginePicture[] = []
  const latents: Float32Array[] = []
  const warnings: Remark[] = [...stack.warnings]
  const acted = stack.acted(call.adapterHashes ?? {})
  const clock = createProgressClock(() => performance.now())
  let stepsMade = 0
  let stopped = false
  let embeddings: PromptEmbeddings['used'] = []
  let speed: { secondsPerStep: number | null; secondsLeft: number | null } = {
    secondsPerStep: null,
    secondsLeft: null,
  }
  const events = generate(held.model, request, {
    signal: stop.signal,
    stopMode: () => stop.mode,
    previewMap: call.previews ? held.previewMap : null,
    batchTexts,
    stack,
    words: [
      ...(call.embeddings?.chosen ?? []).map((word) => offeredFile(word, true)),
      ...stack.words,
      ...(call.embeddings?.found ?? []).map((word) => offeredFile(word, false)),
    ],
    steering() {
      const wanted = stop.steering
      stop.steering = null
      return wanted
    },
  })
  for await (const event of events) {
    switch (event.type) {
      case 'warning':
        warnings.push(event.warning)
        break
      case 'embeddings':
        embeddings = event.used
        break
      case 'phase':
        timer.enter(event.phase)
        if (event.phase === 'denoise') clock.start()
        news.progress({
          jobId,
          phase: event.phase,
          image: event.image,
          step: 0,
          steps: event.steps,
          ...speed,
        })
        break
      case 'step':
        stepsMade++
        speed = clock.tick((request.batch - event.image) * event.steps - event.step)
        news.progress({ jobId, phase: 'denoise', ...progressOf(event), ...speed })
        break
      case 'picture': {
        timer.enter('save')
        const picture = await savePicture(call, held, { adapters: acted, embeddings }, event)
        pictures.push(picture)
        news.picture(jobId, picture)
        latents.push(event.latent)
        stopped ||= event.stopped
        timer.enter('decode')
      }
    }
  }
  timer.enter('save')
  if (call.latentOutput) await saveLatents(call.latentOutput, latents, latentShapeOf(held.model, request))
  const seconds = timer.finish()
  return {
    pictures,
    seconds,
    stepsPerSecond: seconds.denoise > 0 ? stepsMade / seconds.denoise : 0,
    stopped,
    device: held.device,
    warnings,
  }
}

function progressOf(event: GenerationEvent & { type: 'step' }) {
  const { image, step, steps, preview } = event
  return { image, step, steps, ...(preview ? { preview } : {}) }
}

type PhaseTimer = { enter(phase: GenerationPhase): void; finish(): PhaseSeconds }

/** Wall-clock seconds per phase; begins in `load`. */
function createPhaseTimer(): PhaseTimer {
  const seconds: PhaseSeconds = { load: 0, text: 0, denoise: 0, decode: 0, save: 0 }
  let phase: GenerationPhase = 'load'
  let since = performance.now()
  const leave = () => {
    const now = performance.now()
    seconds[phase] += (now - since) / 1000
    since = now
  }
  return {
    enter(next) {
      leave()
      phase = next
    },
    finish() {
      leave()
      return seconds
    },
  }
}
