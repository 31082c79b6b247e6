// The demo model's own modules, smaller than its family's.
import { join } from 'node:path'
import { baseModules, type BaseModules } from '../../src-main/adapters/reading/base-modules.ts'
import {
  detectCheckpoint,
  modelOf,
  refineDetection,
} from '../../src-main/architectures/recognising/detect.ts'
import { openWeights } from '../../src-main/files/open-weights.ts'

export const demoModel = join(import.meta.dirname, '../../models/emoji-diffusion-128.safetensors')

export async function demoBase(): Promise<BaseModules> {
  const file = await openWeights(demoModel)
  try {
    const detection = await refineDetection(detectCheckpoint(file, file.hints), file.read)
    return baseModules(detection.family, modelOf(detection))
  } finally {
    await file.close()
  }
}
