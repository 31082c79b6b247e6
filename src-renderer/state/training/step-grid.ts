// Which pictures a grid of steps and weights is made of, and with what they are asked for. Pure.
import { plainEntry } from '../../../src-main/contract/adapter.ts'
import type { GenerationRequest } from '../../../src-main/contract/generation.ts'
import type { RecipeSample } from '../../../src-main/contract/recipe-output.ts'
import { trainingAdapter } from '../../../src-main/contract/training-project.ts'

export const gridWeights = [0, 0.6, 0.8, 1, 1.2] as const
/** As many rows as one call of drafts has room for. */
export const mostGridRows = 7
const mostDraftSteps = 12

export type GridCell = { step: number; weight: number }

export const cellKey = ({ step, weight }: GridCell): string => (weight === 0 ? '0' : `${step}×${weight}`)

/** Each picture once: weight 0 is the base, whatever the step. Newest steps first, and weight 1 before the others. */
export function gridCells(steps: readonly number[]): GridCell[] {
  const weights = gridWeights
    .filter((weight) => weight !== 0)
    .toSorted((a, b) => Math.abs(a - 1) - Math.abs(b - 1) || a - b)
  const rows = steps.toReversed()
  const cells = rows.flatMap((step) => weights.map((weight) => ({ step, weight })))
  return rows.length === 0 ? [] : [...cells, { step: rows[0]!, weight: 0 }]
}

/** The sample's own picture in fewer steps, with the run as it was at a step. */
export function gridRequest(
  { step, weight }: GridCell,
  sample: RecipeSample,
  of: { projectId: string; name: string; model: string; width: number; height: number; clipSkip: number },
): GenerationRequest {
  const { prompt, negativePrompt, seed, guidance, sampler } = sample
  const adapter = trainingAdapter(of.projectId, step)
  return {
    model: of.model,
    vae: null,
    prompt,
    negativePrompt,
    width: sample.width ?? of.width,
    height: sample.height ?? of.height,
    steps: Math.min(sample.steps, mostDraftSteps),
    guidance,
    sampler,
    scheduler: 'normal',
    seed: String(seed),
    noise: 'cpu',
    batch: 1,
    clipSkip: of.clipSkip,
    profile: 'a1111',
    stack: weight === 0 ? [] : [plainEntry({ id: 'run', adapter, name: of.name, weight })],
  }
}
