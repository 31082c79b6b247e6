// What a checkpoint is, and why we think so, from its names, shapes and metadata.
import { AppError, errorFromReport, type ErrorReport } from '../base/errors.ts'
import type { DType } from '../base/dtype.ts'
import { chooseArchitecture } from './choose-architecture.ts'
import { chargeTensors, type TensorAccount } from './tensor-account.ts'
import type { Architecture, Component, PredictionType } from './config.ts'
import { families } from './families.ts'
import { layoutOf, type ComponentLayout } from './layout.ts'
import type { ModelConfig } from './modules.ts'
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
import { readTextEncoder } from './read-text.ts'
import { outlineUNet, readUNet } from './read-unet.ts'
import { readVae } from './read-vae.ts'
import { elementCount } from '../base/shape.ts'
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

function readModel(
  table: TensorTable,
  architecture: Architecture,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): ModelConfig | ErrorReport {
  const family = families[architecture]
  const absent = family.textEncoders.filter(({ component }) => !layouts.has(component))
  const unetLayout = layouts.get('unet')
  if (absent.length > 0 || unetLayout === undefined) {
    const what = absent.length === 1 ? 'a text encoder' : 'its text encoders'
    return {
      code: 'checkpoint/missing-tensors',
      message: `This file holds a UNet of ${family.label}, but ${what} is missing.`.replace(
        'encoders is',
        'encoders are',
      ),
      hint: 'Choose the complete checkpoint.',
    }
  }
  const textEncoders = family.textEncoders.flatMap((rule) => {
    const layout = layouts.get(rule.component)
    return layout === undefined ? [] : [readTextEncoder(table, layout, rule)]
  })
  const pooledWidth = textEncoders.find((encoder) => encoder.pooledWidth !== null)?.pooledWidth ?? null
  const vaeLayout = layouts.get('vae')
  const unet = readUNet(table, unetLayout, family, pooledWidth)
  const conditioned = textEncoders.reduce((sum, encoder) => sum + encoder.width, 0)
  if (conditioned !== unet.contextWidth) {
    return {
      code: 'checkpoint/wrong-architecture',
      message: `The UNet of this file takes conditioning ${unet.contextWidth} wide, but its text makes ${conditioned}.`,
      hint: 'Choose a checkpoint of SD 1.x, SD 2.x or SDXL.',
    }
  }
  return {
    unet,
    textEncoders,
    vae: vaeLayout === undefined ? null : readVae(table, vaeLayout, family.latentScale),
  }
}

const precisionNames: Partial<Record<DType, string>> = {
  f64: 'fp64',
  f32: 'fp32',
  f16: 'fp16',
  bf16: 'bf16',
  f8_e4m3: 'fp8 (e4m3)',
  f8_e5m2: 'fp8 (e5m2)',
}

/** Every element type that holds more than a hundredth of the UNet, most first. */
function precisionOf(table: TensorTable, { prefix }: ComponentLayout): string {
  const elements = new Map<DType, number>()
  for (const [name, { dtype, shape }] of table.tensors) {
    if (name.startsWith(prefix)) elements.set(dtype, (elements.get(dtype) ?? 0) + elementCount(shape))
  }
  const total = [...elements.values()].reduce((sum, count) => sum + count, 0)
  return [...elements]
    .filter(([, count]) => count > total / 100)
    .toSorted(([, a], [, b]) => b - a)
    .map(([dtype]) => precisionNames[dtype] ?? dtype)
    .join(', ')
}

function readResolution(text: string | undefined): { width: number; height: number } | null {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text?.trim().toLowerCase() ?? '')
  if (match === null) return null
  const [width, height] = [Number(match[1]), Number(match[2])]
  const usable = [width, height].every((side) => side >= 64 && side % 8 === 0)
  return usable ? { width, height } : null
}
