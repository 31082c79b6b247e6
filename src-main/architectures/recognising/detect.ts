// What a checkpoint is, and why we think so, from its names, shapes and metadata.
import { AppError, errorFromReport, invariant, type ErrorReport } from '../../base/errors.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { Parameterisation } from '../../sampling/parameterisation.ts'
import type { Component } from '../families/component.ts'
import { builtInFamilies } from '../families/families.ts'
import type { Families, Family } from '../families/family.ts'
import type { ModelConfig } from '../modules/modules.ts'
import { readModel } from '../sizes/read-model.ts'
import { chooseFamily, looksAt } from './choose-family.ts'
import type { ComponentLayout } from './layout.ts'
import { notACheckpoint, refuseOtherFamilies } from './other-models.ts'
import { precisionOf } from './precision.ts'
import { settingsFileOf, settingsOf, settingsProblem } from './folder-settings.ts'
import type { Prediction, PredictionHints } from './prediction.ts'
import { incompleteProblem } from './resolve.ts'
import { chargeTensors, type TensorAccount } from './tensor-account.ts'
import type { ReadTensor, TensorTable } from './tensor-table.ts'
import { variantProblem, type Variant } from './variants.ts'

export type Detection = {
  readonly family: Family
  /** The family's id. */
  readonly architecture: string
  readonly variant: Variant
  /** "SD 1.5", "SDXL refiner". */
  readonly label: Remark
  /** The reasons. */
  readonly why: readonly Remark[]
  readonly prediction: Prediction
  readonly predictionType: string
  readonly zeroTerminalSnr: boolean
  /** β at each timestep, where the file says other than its family's. */
  readonly betas?: readonly number[]
  /** Of the denoiser's parameters, e.g. `fp16`, `fp16, fp32`. */
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
 * relatives that cannot make a picture from text (refiner, inpainting, …) and
 * incomplete files come back with a `problem`.
 */
export function detectCheckpoint(
  table: TensorTable,
  hints: PredictionHints = {},
  families: Families = builtInFamilies,
): Detection {
  const looks = looksAt(table, families)
  if (looks.length === 0) throw notACheckpoint(table, families)
  refuseOtherFamilies(table, families)
  const { why: reason, family, layouts, variant } = chooseFamily(looks, families)
  const { denoiser, decoder } = family.components
  const prediction = family.predict(table, hints)
  const noise = family.noiseOf(table)

  const found =
    variantProblem(family, variant, families) ??
    settingsProblem(table, family.folderSettings) ??
    readModel(table, family, layouts)
  const model = 'denoiser' in found ? found : null
  const tensors = chargeTensors(table, model, layouts)
  const problem = 'denoiser' in found ? incompleteProblem('checkpoint', tensors) : found

  const said = table.metadata.get('modelspec.architecture')
  const hasVae = layouts.has(decoder.component)
  const why = [
    reason,
    ...(said === undefined ? [] : [remark('recognition/calls-itself', { said })]),
    prediction.why,
    ...(noise.zeroTerminalSnr ? [remark('recognition/zero-terminal-snr')] : []),
    ...(noise.betas === undefined ? [] : [remark('recognition/own-noise-levels')]),
    ...(hasVae ? [] : [remark('recognition/no-vae')]),
    ...unusedOf(model, tensors),
  ]
  return {
    family,
    architecture: family.id,
    variant,
    label: remark('recognition/model', { family: family.label, variant }),
    why,
    prediction,
    predictionType: prediction.type,
    ...noise,
    precision: precisionOf(table, layouts.get(denoiser.component)?.prefix ?? ''),
    title: table.metadata.get('modelspec.title') ?? null,
    hasVae,
    layouts,
    model,
    tensors,
    resolution: readResolution(table.metadata.get('modelspec.resolution')) ?? folderResolution(table, model),
    problem,
  }
}

/** Looks at values where names and metadata do not say what the network predicts and its family can tell from them. */
export async function refineDetection(detection: Detection, read: ReadTensor): Promise<Detection> {
  const { predictionProbe } = detection.family
  if (predictionProbe === null || detection.prediction.source !== 'assumed') return detection
  const parameter = detection.tensors.used.get(predictionProbe.parameter)
  if (parameter === undefined) return detection
  const prediction = predictionProbe.decide(await read(parameter.tensor))
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
  if (detection.model === null) throw new AppError('checkpoint/unusual-sizes', { part: 'denoiser' })
  return detection.model
}

/** How its network relates to noise. */
export function parameterisationOf({ family, predictionType }: Detection): Parameterisation {
  const found = family.parameterisations[predictionType]
  invariant(found, `${family.label} predicts ${predictionType}`)
  return found
}

/** The size a picture has when none is asked for: what the file says, else what its family was trained on. */
export function defaultSize(detection: Detection): { width: number; height: number } {
  if (detection.resolution !== null) return { ...detection.resolution }
  const side = detection.family.defaultSide(detection.predictionType)
  return { width: side, height: side }
}

const mostNamed = 3

function unusedOf(model: ModelConfig | null, { leftovers }: TensorAccount): Remark[] {
  if (model === null || leftovers.length === 0) return []
  const names = leftovers.slice(0, mostNamed)
  return [remark('recognition/unused-tensors', { names, more: leftovers.length - names.length })]
}

/** What a folder's denoiser was trained on: `sample_size`, in latents. */
function folderResolution(
  table: TensorTable,
  model: ModelConfig | null,
): { width: number; height: number } | null {
  if (model === null) return null
  const said = settingsOf(table, settingsFileOf(model.denoiser.component))['sample_size']
  const [height, width] = Array.isArray(said) ? (said as unknown[]) : [said, said]
  const factor = model.vae?.factor
  if (factor === undefined || typeof width !== 'number' || typeof height !== 'number') return null
  return usableSize(width * factor, height * factor)
}

function readResolution(text: string | undefined): { width: number; height: number } | null {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(text?.trim().toLowerCase() ?? '')
  if (match === null) return null
  return usableSize(Number(match[1]), Number(match[2]))
}

function usableSize(width: number, height: number): { width: number; height: number } | null {
  const usable = [width, height].every((side) => side >= 64 && side <= 9999 && side % 8 === 0)
  return usable ? { width, height } : null
}
