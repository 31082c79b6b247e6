// A checkpoint, a denoiser alone or a VAE, as a thing among the files of the model folders.
import { reportError, type ErrorReport } from '../../base/errors.ts'
import type { Detection } from '../../architectures/recognising/detect.ts'
import { otherModelIn } from '../../architectures/recognising/other-models.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import { detectVae } from '../../architectures/recognising/vae-file.ts'
import type { FileKind, FileThing } from '../../contract/library-file.ts'
import { encoderThing } from './encoder-thing.ts'
import { thingOf } from './file-thing.ts'

/** Names of what makes a file more than a denoiser alone. */
const others = /^(first_stage_model|cond_stage_model|conditioner|vae|text_encoder(_\d)?|text_encoders)\./

function wholeOrAlone({ tensors }: TensorTable): FileKind {
  return [...tensors.keys()].some((name) => others.test(name)) ? 'checkpoint' : 'unet'
}

/** A denoiser of our kind that cannot be used. */
export function unusableThing(table: TensorTable, problem: ErrorReport): FileThing {
  return thingOf(table, wholeOrAlone(table), { problem })
}

/** `detection`: as `detectCheckpoint` found it. */
export function checkpointThing(table: TensorTable, detection: Detection): FileThing {
  const { architecture, variant, hasVae, why, problem, predictionType } = detection
  return thingOf(table, wholeOrAlone(table), {
    form: variant === 'base' ? null : variant,
    family: architecture,
    facts: { prediction: predictionType, vae: hasVae ? 1 : 0 },
    how: [...why],
    problem,
  })
}

/** `problem`: why it is not a checkpoint of our families. A network of another one, an encoder, or nothing known. */
export function strangeThing(table: TensorTable, problem: ErrorReport): FileThing {
  const model = otherModelIn(table)
  if (model === null) return encoderThing(table) ?? thingOf(table, 'other', { problem })
  return thingOf(table, wholeOrAlone(table), { model, problem })
}

/** Null where there is no VAE in it. */
export function vaeThing(table: TensorTable): FileThing | null {
  try {
    const { latentChannels, channels, factor } = detectVae(table).config
    return thingOf(table, 'vae', { facts: { latentChannels, channels: [...channels], factor } })
  } catch (error) {
    const problem = reportError(error)
    return problem.code === 'vae/not-a-vae' ? null : thingOf(table, 'vae', { problem })
  }
}
