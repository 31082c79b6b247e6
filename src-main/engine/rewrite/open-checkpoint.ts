// A checkpoint opened for its parameters alone, without a device.
import { baseModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { checkpointSource } from '../../architectures/recognising/checkpoint-source.ts'
import {
  detectCheckpoint,
  modelOf,
  refineDetection,
  type Detection,
} from '../../architectures/recognising/detect.ts'
import { openWeights } from '../../files/open-weights.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'

export type OpenCheckpoint = {
  readonly file: TensorFile
  readonly detection: Detection
  readonly base: BaseModules
  readonly source: ParameterSource
}

/** Throws what keeps the file from being a checkpoint that Lamina knows; whoever opens it closes its file. */
export async function openCheckpoint(path: string): Promise<OpenCheckpoint> {
  const file = await openWeights(path)
  try {
    const detection = await refineDetection(detectCheckpoint(file, file.hints), file.read)
    const base = baseModules(detection.family, modelOf(detection))
    return { file, detection, base, source: checkpointSource(file, detection) }
  } catch (error) {
    await file.close()
    throw error
  }
}
