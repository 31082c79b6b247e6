// A picture being made: text, noise, steps, decoding, as a generator whose caller owns progress and cancelling.
import type { Frame } from '../../architectures/networks/denoiser.ts'
import { parameterisationOf } from '../../architectures/recognising/detect.ts'
import type { Remark } from '../../messages/table.ts'
import { AppError } from '../../base/errors.ts'
import { throwIfCancelled } from '../../base/cancel.ts'
import { elementCount } from '../../base/shape.ts'
import type { PreviewImage } from '../../contract/engine.ts'
import type { Stack } from '../../contract/adapter.ts'
import type { GenerationRequest, Steered } from '../../contract/generation.ts'
import { imageSeeds } from '../../sampling/noise.ts'
import { planSampling, type SamplingPlan } from '../../sampling/plan.ts'
import { immediate } from '../breath.ts'
import type { Conditioning } from './conditioning.ts'
import { createDenoiser } from './denoiser.ts'
import { decodeLatent } from './latent-codec.ts'
import { latentShapeOf } from './latent-size.ts'
import { drawPreview, type PreviewMap } from './latent-preview.ts'
import type { LoadedModel } from '../loaded-model.ts'
import type { Room } from '../memory/room.ts'
import type { PromptEmbeddings } from './prompt-embeddings.ts'
import type { RunningStack } from '../stack/running-stack.ts'
import { pictureProfiles } from './profiles.ts'
import type { EncodedPrompts } from './text-encoder.ts'

/** Images of the batch that are made together: the index of the first, and how many. */
type Group = { image: number; together: number }

export type GenerationEvent =
  | { type: 'warning'; warning: Remark }
  /** Learned words of the prompts, before the first step. */
  | { type: 'embeddings'; used: PromptEmbeddings['used'] }
  | (Group & { type: 'phase'; phase: 'text' | 'denoise' | 'decode'; steps: number })
  | (Group & { type: 'step'; step: number; steps: number; preview: PreviewImage | null })
  | {
      type: 'picture'
      image: number
      picture: Picture
      latent: Float32Array
      stepsDone: number
      stopped: boolean
      steered: readonly Steered[]
    }

/** RGB, 8 bit, row-major. */
export type Picture = { width: number; height: number; rgb: Uint8Array }

export type GenerateOptions = {
  signal: AbortSignal
  /**
   * Asked after every step: whether the picture is to end here with what there is of it. Others of the batch follow.
   */
  endsHere(): boolean
  /** The stack over the model's parameters. */
  stack: RunningStack
  /** Asked before every step: weights that somebody wants from now on, given out once. */
  steering(): Stack | null
  /** Draws previews when set. */
  previewMap: PreviewMap | null
  room: Room
  /** Images of the batch that an earlier attempt made. */
  made?: ReadonlySet<number>
  /** The words of this run, for a sampler that calls the network `callsPerStep` times a step. */
  encode(callsPerStep: number): Promise<EncodedPrompts>
}

export async function* generate(
  model: LoadedModel,
  request: GenerationRequest,
  options: GenerateOptions,
): AsyncGenerator<GenerationEvent, void> {
  const { detection } = model
  latentShapeOf(model, request)
  const profile = pictureProfiles[request.profile].sampling
  const schedule = detection.family.noiseSchedule(detection, profile)
  const parameterisation = parameterisationOf(detection)
  const { sampler, scheduler, steps } = request
  const plan = planSampling({ sampler, scheduler, steps, profile, schedule, parameterisation })
  yield { type: 'phase', phase: 'text', image: 0, together: 1, steps: plan.steps }
  await options.room.enter('text')
  const conditioning = await options.encode(plan.callsPerStep)
  for (const warning of conditioning.warnings) yield { type: 'warning', warning }
  if (conditioning.embeddings.length > 0) yield { type: 'embeddings', used: conditioning.embeddings }
  const made = options.made ?? new Set()
  for (const group of profile.groups(request.batch)) {
    if (group.every((image) => made.has(image))) continue
    const about = { image: group[0]!, together: group.length, steps: plan.steps }
    throwIfCancelled(options.signal)
    yield { type: 'phase', phase: 'denoise', ...about }
    await options.room.enter('denoise')
    const run = denoiseSteps(model, request, plan, conditioning, group, options)
    // Weights that were steered hold for the images still to come.
    const inForce = options.stack.steered()
    const steered: Steered[] = inForce.length > 0 ? [{ step: 1, entries: inForce }] : []
    let last: LastStep | null = null
    for await (const step of run) {
      last = { ...step, steered }
      if (step.steered) steered.push(step.steered)
      yield { type: 'step', ...about, step: step.step, preview: step.preview }
      if (step.stopped) break
    }
    if (!last) throw new AppError('sampling/no-steps')
    throwIfCancelled(options.signal)
    yield { type: 'phase', phase: 'decode', ...about }
    await options.room.enter('decode')
    yield* decodeGroup(model, request, group, last, options)
  }
}

type DenoisedStep = {
  step: number
  latent: Float32Array
  preview: PreviewImage | null
  stopped: boolean
  /** Set when this step was the first with new weights. */
  steered: Steered | null
}
type LastStep = Pick<DenoisedStep, 'step' | 'latent' | 'stopped'> & { steered: readonly Steered[] }

async function* denoiseSteps(
  model: LoadedModel,
  request: GenerationRequest,
  plan: SamplingPlan,
  conditioning: Conditioning,
  group: readonly number[],
  options: GenerateOptions,
): AsyncGenerator<DenoisedStep, void> {
  const latentShape = latentShapeOf(model, request)
  const [, height, width] = latentShape
  const seeds = imageSeeds(BigInt(request.seed), request.batch)
  const profile = pictureProfiles[request.profile].sampling
  const noise = profile.noise({
    source: request.noise,
    seeds: group.map((index) => seeds[index]!),
    shape: latentShape,
    sigmaMin: plan.sigmaMin,
    sigmaMax: plan.sigmaMax,
  })
  const denoise = createDenoiser({
    program: () => model.program('denoiser', { height, width }),
    parameters: model.parameters,
    conditioning,
    guidance: request.guidance,
    parameterisation: parameterisationOf(model.detection),
    profile,
    shape: [group.length, ...latentShape],
    timestepOf: plan.timestepOf,
    inputs: (texts) => model.config.denoiser.inputs(texts, wholeFrame(request)),
    batchTexts: options.room.batchTexts,
  })
  const steps = plan.run({
    x: plan.scaleNoise(noise.initial()),
    sigmas: plan.sigmas,
    denoise,
    noise,
    signal: options.signal,
  })
  const imageSize = elementCount(latentShape)
  const prepare = async (step: number): Promise<Steered | null> => {
    const wanted = step < plan.steps ? options.steering() : null
    const entries = wanted && (await options.stack.steer(wanted))
    options.stack.atStep(step, plan.steps)
    return entries && { step: step + 1, entries }
  }
  let steered = await prepare(0)
  for await (const { index, x, denoised } of steps) {
    await immediate()
    throwIfCancelled(options.signal)
    const acted = steered
    steered = await prepare(index + 1)
    const stopped = options.endsHere()
    const preview = options.previewMap
      ? drawPreview(options.previewMap, denoised.subarray(0, imageSize), width, height)
      : null
    // A run that is stopped early keeps the clean estimate: the latent itself is still noisy.
    yield {
      step: index + 1,
      latent: stopped && index + 1 < plan.steps ? denoised : x,
      preview,
      stopped,
      steered: acted,
    }
  }
}

async function* decodeGroup(
  model: LoadedModel,
  request: GenerationRequest,
  group: readonly number[],
  last: LastStep,
  { signal, made }: GenerateOptions,
): AsyncGenerator<GenerationEvent, void> {
  const latentShape = latentShapeOf(model, request)
  const size = elementCount(latentShape)
  for (const [position, image] of group.entries()) {
    if (made?.has(image)) continue
    const latent = last.latent.subarray(position * size, (position + 1) * size)
    if (!latent.every(Number.isFinite)) throw new AppError('engine/not-a-number')
    const picture = await decodeLatent(model, { dtype: 'f32', shape: [1, ...latentShape], data: latent })
    await immediate()
    throwIfCancelled(signal)
    yield {
      type: 'picture',
      image,
      picture,
      latent,
      stepsDone: last.step,
      stopped: last.stopped,
      steered: last.steered,
    }
  }
}

/** The picture as if it had been made in this size and cut nowhere, as A1111 says. */
function wholeFrame({ height, width }: GenerationRequest): Frame {
  return { original: { height, width }, crop: { top: 0, left: 0 }, target: { height, width } }
}
