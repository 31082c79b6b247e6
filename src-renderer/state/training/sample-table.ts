// Sample pictures as a table: a row for each prompt, a column for each step with pictures, the base first. Pure.
import type { RecipeSample } from '../../../src-main/contract/recipe-output.ts'
import type { TrainingRun } from '../../../src-main/contract/training-project.ts'

export type Sample = TrainingRun['samples'][number]
export type SampleRow = {
  key: string
  prompt: string
  sample: RecipeSample
  /** Width through height. */
  aspect: number
  pictures: ReadonlyMap<number, Sample>
}
export type SampleTable = { steps: number[]; rows: SampleRow[] }

/**
 * A prompt that was edited during the run goes on in a row of its own; rows
 * stand in the order of their first picture.
 */
export function sampleTable(samples: readonly Sample[]): SampleTable {
  const rows = new Map<string, SampleRow & { pictures: Map<number, Sample> }>()
  for (const one of samples.toSorted((a, b) => a.step - b.step || a.prompt - b.prompt)) {
    const key = keyOf(one.sample)
    const { prompt } = one.sample
    const row = rows.get(key) ?? {
      key,
      prompt,
      sample: one.sample,
      aspect: one.width / one.height,
      pictures: new Map(),
    }
    row.pictures.set(one.step, one)
    rows.set(key, row)
  }
  const steps = [...new Set(samples.map(({ step }) => step))].toSorted((a, b) => a - b)
  return { steps, rows: [...rows.values()] }
}

/** The same prompt with the same noise at the same size and weight: pictures that can be compared. */
function keyOf({
  prompt,
  negativePrompt,
  seed,
  width,
  height,
  weight,
  guidance,
  steps,
}: RecipeSample): string {
  return JSON.stringify([prompt, negativePrompt, seed, width, height, weight, guidance, steps])
}

/** The last step whose learning is there: behind it are pictures of steps that are made again, or never. */
export function lastLearned({
  state,
  step,
  savedStep,
}: Pick<TrainingRun, 'state' | 'step' | 'savedStep'>): number {
  return state === 'interrupted' || state === 'failed' ? (savedStep ?? 0) : step
}

/** The neighbour of a picture that is there, over gaps; null at the edge. */
export function nextSample(
  { steps, rows }: SampleTable,
  at: { row: number; step: number },
  by: { rows: -1 | 0 | 1; steps: -1 | 0 | 1 },
): { row: number; step: number } | null {
  let row = at.row + by.rows
  let column = steps.indexOf(at.step) + by.steps
  while (rows[row] !== undefined && steps[column] !== undefined) {
    const step = steps[column]!
    if (rows[row]!.pictures.has(step)) return { row, step }
    row += by.rows
    column += by.steps
  }
  return null
}
