// Everything a run needs before its first step: what is learned, from which pictures, through which passes.
import type { EngineMeasureCall } from '../../contract/training.ts'
import { baseModules } from '../../adapters/reading/base-modules.ts'
import { roleOf } from '../../architectures/families/component.ts'
import { modelOf } from '../../architectures/recognising/detect.ts'
import { AppError, invariant } from '../../base/errors.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { joinedFloats } from '../../base/joined.ts'
import { elementCount } from '../../base/shape.ts'
import type { HeldModel } from '../../engine/held-model.ts'
import { remark } from '../../messages/table.ts'
import { learningPhases, type LearningPhase } from '../learning-phases.ts'
import { initialVectors } from '../new-word.ts'
import { optimizerOfRecipe } from '../optimizers/optimizer-of-recipe.ts'
import type { Segment } from '../optimizers/optimizer.ts'
import type { createTextPass } from '../pass/create-text-pass.ts'
import type { DenoisingPass, DenoisingPassOptions } from '../pass/denoising-pass.ts'
import type { TextPass } from '../pass/text-pass.ts'
import { fileStamp } from './base-identity.ts'
import { outlineOf, type RunOutline } from './outline.ts'
import { createBatches, type Batches } from './pictures/batches.ts'
import { cacheKey } from './pictures/cache-files.ts'
import { captionShelf } from './pictures/caption-shelf.ts'
import { continuedModules } from './step/continued-adapter.ts'
import { denoisingPasses, type DenoisingPasses } from './step/denoising-passes.ts'
import { latentShelf, type LatentShelf } from './pictures/latent-shelf.ts'
import type { Notices } from './left/notices.ts'
import { createObjective, type Objective } from './step/objective.ts'
import type { OptimizerChoice } from './step/optimizer-steps.ts'
import type { PictureSet } from './pictures/picture-set.ts'
import { firstParameter, segmentsOf, startFactors } from './step/start-factors.ts'

/** How the passes are made; a test may give simpler ones. */
export type PassMakers = {
  readonly denoising: (options: DenoisingPassOptions) => Promise<DenoisingPass>
  readonly text: typeof createTextPass
}

export type Preparation = RunOutline & {
  readonly held: HeldModel
  readonly phases: readonly LearningPhase[]
  readonly unetSize: number
  readonly firstParameter: Float32Array
  readonly objective: Objective
  readonly latents: LatentShelf
  readonly batches: Batches
  readonly passes: DenoisingPasses
  /** What is trained of the text; its `encode` goes through the cache where nothing is. */
  readonly text: TextPass
  readonly trainsText: boolean
  release(): Promise<void>
}

export type PreparationInput = {
  readonly call: Pick<EngineMeasureCall, 'recipe' | 'cacheFolder'>
  readonly held: HeldModel
  readonly pictures: PictureSet
  readonly gone: readonly string[]
  readonly notices: Notices
  readonly makers: PassMakers
}

/** Call it from inside `inTurn`. Errors: `training/…`, those of opening `adapter.startFrom`. */
export async function prepare(input: PreparationInput): Promise<Preparation> {
  const { call, held, pictures, notices, makers } = input
  const { recipe, cacheFolder } = call
  const { model, plan } = held
  const config = modelOf(model.detection)
  const base = baseModules(model.detection.family, config)
  const { train, learningRate } = recipe.textEncoder2
  if (config.textEncoders.length === 1 && (train !== null || learningRate !== null))
    notices.add(remark('training/no-second-encoder'))
  const begun = await startFactors(recipe, base, model.pristine.source)
  const { startFrom } = recipe.adapter
  const modules = startFrom === null ? begun : await continuedModules(startFrom, begun, base)
  const { dropout, rankDropout, moduleDropout } = recipe.adapter
  const adapterDropout = { dropout, rankDropout, moduleDropout }
  const outline = outlineOf(recipe, model.detection, pictures, modules)
  const { word, segments, steps } = outline
  if (segments.length === 0) throw new AppError('training/nothing-to-train')
  const textPass = await makers.text({
    encoders: config.textEncoders,
    parameters: model.pristine,
    plan,
    adapted: modules.map(({ adapted }) => adapted),
    word,
    clipSkip: recipe.clipSkip,
    maxTokens: recipe.maxTokens,
    dropout: adapterDropout,
  })
  const ofUnet = modules.filter(({ component }) => roleOf(component) === 'denoiser')
  const unet = segmentsOf(ofUnet)
  invariant(
    namesOf([...unet, ...textPass.segments]) === namesOf(segments),
    'the text has the segments of the run, in its order',
  )
  const trainsText = textPass.segments.length > 0
  const stamp = await fileStamp(recipe.base)
  const { shuffle, tagDropout } = recipe.captions
  const text: TextPass = trainsText
    ? textPass
    : {
        ...textPass,
        ...captionShelf(textPass, {
          folder: cacheFolder,
          identity: cacheKey('text', stamp, recipe.clipSkip, recipe.maxTokens),
          onDisk: !shuffle && tagDropout === 0,
        }),
      }
  const objective = createObjective(recipe, model.detection)
  const { factor } = model.vae()
  const latents = latentShelf(model, cacheFolder, cacheKey('vae', stamp, held.device))
  const passes = denoisingPasses(async ({ width, height }) => {
    const pass = await makers.denoising({
      denoiser: config.denoiser,
      parameters: model.pristine,
      plan,
      adapted: ofUnet.map(({ adapted }) => adapted),
      size: {
        batch: recipe.batch,
        height: height / factor,
        width: width / factor,
        tokens: recipe.maxTokens + 2,
      },
      dropout: adapterDropout,
      textGradient: trainsText,
      layout: 'auto',
    })
    invariant(namesOf(pass.segments) === namesOf(unet), 'the pass has the factors of the run, in its order')
    return pass
  })
  const vectors = word
    ? await initialVectors(recipe.embedding, config.textEncoders, model.pristine.source)
    : new Map<string, Float32Tensor>()
  return {
    ...outline,
    held,
    phases: learningPhases(recipe, steps),
    unetSize: unet.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    firstParameter: joinedFloats([firstParameter(modules), ...[...vectors.values()].map(({ data }) => data)]),
    objective,
    latents,
    batches: createBatches({
      recipe,
      pictures,
      latents,
      objective,
      denoiser: config.denoiser,
      factor,
      word,
      notices,
      gone: input.gone,
    }),
    passes,
    text,
    trainsText,
    async release() {
      await passes.release()
      await textPass.release()
    },
  }
}

function namesOf(segments: readonly Segment[]): string {
  return segments.map(({ name }) => name).join()
}

/** The optimizer over what learns in a phase. */
export function choiceOf({ recipe, segments }: Preparation, { learns }: LearningPhase): OptimizerChoice {
  const { clip, emaDecay } = recipe
  return { optimizer: optimizerOfRecipe(recipe), segments, learns, clip, emaDecay }
}
