// Model files that are none, for tests of the host: what they are is read off their names.
import { basename } from 'node:path'
import { AppError } from '../../src-main/base/errors.ts'
import type { Inspection } from '../../src-main/catalog/models/inspection.ts'
import { nameFromStem } from '../../src-main/catalog/models/model-name.ts'

export async function pretendInspect(path: string): Promise<Inspection> {
  const stem = basename(path).replace(/\.[^.]+$/, '')
  if (stem.includes('broken')) {
    throw new AppError('safetensors/truncated', 'The file ends before its tensors do.', {
      hint: 'Download it again.',
    })
  }
  const xl = stem.includes('xl')
  const vae = stem.endsWith('.vae')
  return {
    name: nameFromStem(stem),
    kind: vae ? 'vae' : 'checkpoint',
    architecture: xl ? 'sdxl' : 'sd1',
    architectureLabel: xl ? 'SDXL' : 'Stable Diffusion 1',
    why: ['It says so in its name.'],
    precision: 'float16',
    predictionType: vae ? null : 'epsilon',
    hasVae: true,
    defaultSize: xl ? { width: 1024, height: 1024 } : { width: 128, height: 128 },
    problem: null,
  }
}
