// One job of the engine: runs a generation, tells its progress and its pictures, and retries once when memory is short.
import { performance } from 'node:perf_hooks'
import type { Remark } from '../../messages/table.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import type { Stack } from '../../contract/adapter.ts'
import type {
  EngineGenerateCall,
  EngineGenerateResult,
  EngineProgress,
  PhaseSeconds,
  PictureNews,
  StopMode,
} from '../../contract/engine.ts'
import type { MemoryRung } from '../../contract/memory-plan.ts'
import { rungBelow } from '../memory/memory-plan.ts'
import { planPicture } from '../memory/plan-picture.ts'
import { roomFor, type Room } from '../memory/room.ts'
import { generate, type GenerateOptions, type GenerationEvent } from './generate.ts'
import { loadClock } from './load-clock.ts'
import { learnPreviewMap } from './latent-codec.ts'
import { latentShapeOf } from './latent-size.ts'
import type { HeldModel } from '../held-model.ts'
import { localFiles, type LocalFiles } from '../local-files.ts'
import { pictureFacts } from './picture-facts.ts'
import { createProgressClock, stepsLeft } from './progress-clock.ts'
import { offeredFile, type PromptEmbeddings } from './prompt-embeddings.ts'
import { encodePrompts, type EncodedPrompts } from './text-encoder.ts'
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
  load: (files: LocalFiles) => Promise<HeldModel>,
): Promise<EngineGenerateResult> {
  throwIfCancelled(stop.signal)
  const files = localFiles(call.artefacts)
  const timer = createPhaseTimer()
  const progress = {
    jobId: call.jobId,
    image: 0,
    together: 1,
    step: 0,
    steps: call.request.steps,
    secondsPerStep: null,
    secondsLeft: null,
  }
  /** The newest news, to be told again with how much of the model is read. */
  let latest: EngineProgress = { ...progress, phase: 'load' }
  const toldLast: PictureNews = {
    ...news,
    progress(now) {
      const { preview: _, ...rest } = now
      latest = rest
      news.progress(now)
    },
  }
  toldLast.progress(latest)
  const held = await load(files)
  const endWatch = held.model.watchReading(
    loadClock(
      (loading) => news.progress(loading === null ? latest : { ...latest, loading }),
      () => performance.now(),
    ),
    'picture',
  )
  const { parameters } = held.model
  const made = new Set<number>()
  let encoded: EncodedPrompts | null = null
  const attempt = async (rung: MemoryRung, stack: RunningStack) => {
    const room = roomFor(held.model, rung)
    if (call.previews && !held.previewMap) held.previewMap = await learnPreviewMap(held.model)
    const words = offeredWords(call, stack, files)
    const encode = async (callsPerStep: number): Promise<EncodedPrompts> =>
      (encoded ??= await encodePrompts(held.model, call.request, callsPerStep, words))
    return makePictures({ call, stop, news: toldLast, held, timer, room, stack, encode, made })
  }
  parameters.watch(stop.signal)
  try {
    const stack = await applyStack(held.model, call.request.stack, files)
    const plan = planPicture(held, call.request, call.memoryBytes)
    if (plan.rung !== 'whole') news.log('info', `Memory: ${inWords[plan.rung]}.`)
    for (let rung = plan.rung; ;) {
      try {
        return await attempt(rung, stack)
      } catch (error) {
        const next = rungBelow(rung)
        if (next === null || !(error instanceof AppError) || error.code !== 'engine/out-of-memory')
          throw error
        held.refusedBytes = plan.rungs.find((one) => one.rung === rung)!.peakBytes
        news.log('warning', `Out of memory: trying again with ${inWords[next]}.`)
        rung = next
      }
    }
  } finally {
    parameters.watch(null)
    endWatch()
  }
}

/** For the log. */
const inWords: Readonly<Record<MemoryRung, string>> = {
  whole: 'all networks in memory',
  textsApart: 'one text at a time',
  denoiserStays: 'one text at a time and only the denoiser kept in memory',
  oneNetwork: 'one text at a time and one network in memory',
}

type Attempt = {
  call: EngineGenerateCall
  stop: StopRequest
  news: PictureNews
  held: HeldModel
  timer: PhaseTimer
  room: Room
  stack: RunningStack
  /** Words are encoded once: a steered stack, and memory that ran out, leave them as they are. */
  encode: GenerateOptions['encode']
  /** Images that are made, over all attempts. */
  made: Set<number>
}

async function makePictures({
  call,
  stop,
  news,
  held,
  timer,
  room,
  stack,
  encode,
  made,
}: Attempt): Promise<EngineGenerateResult> {
  const { request, jobId } = call
  const warnings: Remark[] = [...stack.warnings]
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
    endsHere() {
      const isWanted = stop.mode === 'keep'
      if (isWanted) stop.mode = null
      return isWanted
    },
    previewMap: call.previews ? held.previewMap : null,
    room,
    stack,
    made,
    encode,
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
          together: event.together,
          step: 0,
          steps: event.steps,
          ...speed,
        })
        break
      case 'step':
        stepsMade++
        speed = clock.tick(stepsLeft(event, request.batch))
        news.progress({ jobId, phase: 'denoise', ...progressOf(event), ...speed })
        break
      case 'picture': {
        const { picture: pixels, latent } = event
        const facts = await pictureFacts(call, held, stack, embeddings, event)
        news.picture(jobId, {
          pixels,
          facts,
          ...(call.latents
            ? { latent: { shape: [...latentShapeOf(held.model, request)], data: latent } }
            : {}),
        })
        made.add(event.image)
        // What was asked after its last step was meant for this picture, too.
        if (stop.mode === 'keep') stop.mode = null
        stopped ||= event.stopped
      }
    }
  }
  const seconds = timer.finish()
  return {
    seconds,
    stepsPerSecond: seconds.denoise > 0 ? stepsMade / seconds.denoise : 0,
    stopped,
    device: held.device,
    warnings,
  }
}

/** Of two words of one name the first counts: what somebody chose, what an adapter brings, what lies in the folders. */
function offeredWords({ embeddings }: EngineGenerateCall, stack: RunningStack, files: LocalFiles) {
  return [
    ...(embeddings?.chosen ?? []).map((word) => offeredFile(word, files, true)),
    ...stack.words,
    ...(embeddings?.found ?? []).map((word) => offeredFile(word, files, false)),
  ]
}

function progressOf(event: GenerationEvent & { type: 'step' }) {
  const { image, together, step, steps, preview } = event
  return { image, together, step, steps, ...(preview ? { preview } : {}) }
}

type PhaseTimer = { enter(phase: keyof PhaseSeconds): void; finish(): PhaseSeconds }

/** Wall-clock seconds per phase; begins in `load`. */
function createPhaseTimer(): PhaseTimer {
  const seconds: PhaseSeconds = { load: 0, text: 0, denoise: 0, decode: 0 }
  let phase: keyof PhaseSeconds = 'load'
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
