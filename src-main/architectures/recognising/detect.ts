// What a checkpoint is, and why we think so, from its names, shapes and metadata.
import { AppError, errorFromReport, type ErrorReport } from '../../base/errors.ts'
import { chooseArchitecture } from './choose-architecture.ts'
import { chargeTensors, type TensorAccount } from './tensor-account.ts'
import type { Architecture, Component, PredictionType } from '../families/config.ts'
import { families } from '../families/families.ts'
import { layoutOf, type ComponentLayout } from './layout.ts'
import type { ModelConfig } from '../modules/modules.ts'
import { notACheckpoint, refuseOtherFamilies } from './other-models.ts'
import {
  decidePrediction,
  hasZeroTerminalSnr,
  predictionFromBias,
  velocityProbe,
  type Prediction,
  type PredictionHints,
} from './prediction.ts'
import { incompleteProblem } from './resolve.ts'
import { precisionOf } from './precision.ts'
import { readModel } from '../sizes/read-model.ts'
import { outlineUNet } from '../sizes/read-unet.ts'
import type { ReadTensor, TensorTable } from './tensor-table.ts'
import { variantLabel, variantOf, variantProblem, type Variant } from './variants.ts'

export type Detection = {
  readonly architecture: Architecture
  readonly variant: Variant
  /** For people: "SD 1.5", "SDXL refiner". */
  readonly label: string
  /** The reasons, one sentence each. */
  readonly why: readonly string[]
  readonly prediction: Prediction
  readonly predictionType: PredictionType
  readonly zeroTerminalSnr: boolean
  /** Of the UNet's parameters, e.g. `fp16`, `fp16, fp32`. */
  readonly precision: string
  readonly title: string | null
  readonly hasVae: boolean
  readonly layouts: ReadonlyMap<Component, ComponentLayout>
  /** All sizes; null when `problem` keeps us from reading them. */
  readonly model: ModelConfig | null
  readonly tensors: TensorAccount
  /** Metadata `modelspec.resolution`, when it says something usable. */
  readonly resolution: { readonly width: number; readonly height: number } | null
  /** Why no picture can be made with it; null when one can. */
  readonly problem: ErrorReport | null
}

/**
 * Throws `checkpoint/not-a-checkpoint` and `checkpoint/wrong-architecture` for files that are something else;
 * relatives that cannot make a picture from text (refiner, inpainting, …) and incomplete files come back with a `problem`.
 */
export function detectCheckpoint(table: TensorTable, hints: PredictionHints = {}): Detection {
  const unetLayout = layoutOf('unet', table)
  if (unetLayout === undefined) throw notACheckpoint(table)
  refuseOtherFamilies(table)

  const layouts = findLayouts(table, unetLayout)
  const outline = outlineUNet(table, unetLayout)
  const choice = chooseArchitecture(outline, layouts)
  const { architecture } = choice
  const family = families[architecture]
  const variant = variantOf(table, outline, choice.variant)
  const prediction = decidePrediction(table, hints)
  const zeroTerminalSnr = hasZeroTerminalSnr(table)

  const found = variantProblem(architecture, variant) ?? readModel(table, architecture, layouts)
  const model = 'unet' in found ? found : null
  const tensors = chargeTensors(table, model, layouts)
  const problem = 'unet' in found ? incompleteProblem('checkpoint', 'This checkpoint', tensors) : found

  const said = table.metadata.get('modelspec.architecture')
  const why = [
    ...choice.why,
    ...(said === undefined ? [] : [`Its metadata calls it "${said}".`]),
    prediction.why,
    ...(zeroTerminalSnr ? ['Its noise schedule ends in pure noise (zero terminal SNR).'] : []),
    ...(layouts.has('vae') ? [] : ['It has no VAE of its own; one must be chosen.']),
  ]
  return {
    architecture,
    variant,
    label: variantLabel(family.label, variant),
    why,
    prediction,
    predictionType: prediction.type,
    zeroTerminalSnr,
    precision: precisionOf(table, unetLayout),
    title: table.metadata.get('modelspec.title') ?? null,
    hasVae: layouts.has('vae'),
    layouts,
    model,
    tensors,
    resolution: readResolution(table.metadata.get('modelspec.resolution')),
    problem,
  }
}

/** Looks at values where names and metadata do not say what an SD 2 checkpoint predicts. */
export async function refineDetection(detection: Detection, read: ReadTensor): Promise<Detection> {
  const probe = detection.tensors.used.get(velocityProbe)
  const open = detection.architecture === 'sd2' && detection.prediction.source === 'assumed'
  if (!open || probe === undefined) return detection
  const prediction = predictionFromBias(await read(probe.tensor))
  return {
    ...detection,
    prediction,
    predictionType: prediction.type,
    why: detection.why.map((reason) => (reason === detection.prediction.why ? prediction.why : reason)),
  }
}

/** The sizes of a checkpoint that can make pictures; throws its problem otherwise. */
export function modelOf(detection: Detection): ModelConfig {
  if (detection.problem !== null) throw errorFromReport(detection.problem)
  if (detection.model === null)
    throw new AppError('checkpoint/unusual-sizes', 'This checkpoint cannot be built.')
  return detection.model
}

/** The size a picture has when none is asked for: what the file says, else what its architecture was trained on. */
export function defaultSize(detection: Detection): { width: number; height: number } {
  if (detection.resolution !== null) return { ...detection.resolution }
  const side = families[detection.architecture].defaultSize[detection.predictionType]
  return { width: side, height: side }
}

function findLayouts(table: TensorTable, unet: ComponentLayout): Map<Component, ComponentLayout> {
  const layouts = new Map<Component, ComponentLayout>([['unet', unet]])
  for (const component of ['text_encoder', 'text_encoder_2', 'vae'] as const) {
    const layout = layoutOf(component, table)
    if (layout !== undefined) layouts.set(component, layout)
  }
  return layouts
}

function readResolution(text: string | undefined): { width: number; height: number } | null {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text?.trim().toLowerCase() ?? '')
  if (match === null) return null
  const [width, height] = [Number(match[1]), Number(match[2])]
  const usable = [width, height].every((side) => side >= 64 && side % 8 === 0)
  return usable ? { width, height } : null
}
