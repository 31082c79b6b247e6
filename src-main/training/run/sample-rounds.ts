// The sample pictures of a run: of the base, and of what is learned at the
// recipe's intervals; whatever is missing is made.
import { createHash } from 'node:crypto'
import type { RecipeSample } from '../../contract/recipe-output.ts'
import type { TrainingNews } from '../../contract/training.ts'
import { openSampleList, type MadeSample } from './left/sample-list.ts'
import { beginSamples } from './left/samples.ts'
import type { Preparation } from './preparation.ts'
import { progress, type RunContext } from './run-context.ts'

export type SampleRounds = {
  /** Whether pictures of this step are wanted, made or not. */
  isRound(step: number): boolean
  /**
   * Makes the pictures that are missing: of the base where a prompt has none, and of this step where it is a round.
   * `learned`: what is learned at `step`. False when a person stopped the run before all were there; a later call makes
   * the rest.
   */
  complete(step: number, learned: Float32Array): AsyncGenerator<TrainingNews, boolean>
}

type Wanted = MadeSample & { readonly sample: RecipeSample }

/** `step`: where the run begins or goes on. Errors: `disk/…`, those of any picture. */
export async function sampleRounds(
  { call, wishes, workshop, base }: RunContext,
  run: Preparation,
  step: number,
): Promise<SampleRounds> {
  const list = await openSampleList(call.folder, step)
  const { base: path, data, clipSkip } = run.recipe
  const hashOf = (sample: RecipeSample): string =>
    createHash('sha256')
      .update(JSON.stringify([base.sha256 || path, clipSkip, data.width, data.height, sample]))
      .digest('hex')
      .slice(0, 16)

  async function* round(at: number, learned: Float32Array | null): AsyncGenerator<TrainingNews, boolean> {
    const { prompts } = wishes.samples
    const wishedFor = prompts.map((sample, place): Wanted => {
      const hash = hashOf(sample)
      return { step: at, prompt: list.numberOf(hash, place), hash, sample }
    })
    const missing = [...new Map(wishedFor.map((wanted) => [wanted.prompt, wanted])).values()].filter(
      (wanted) => !list.has(wanted),
    )
    if (missing.length === 0) return true
    const pictures = await beginSamples(call.folder, run, at, learned, call.baseName)
    try {
      for (const [done, wanted] of missing.entries()) {
        yield progress('sample', done, missing.length)
        const made = await wishes.unlessStopped((signal) =>
          workshop.inTurn(() => pictures.make(wanted.sample, wanted.prompt, signal)),
        )
        if (made === null) return false
        await list.add(wanted)
        yield { type: 'sample', sample: made }
      }
      return true
    } finally {
      await pictures.end()
    }
  }
  const isRound = (at: number): boolean => {
    const { every, prompts } = wishes.samples
    return every !== null && prompts.length > 0 && (at % every === 0 || at === run.steps)
  }

  return {
    isRound,
    async *complete(at, learned) {
      if (wishes.samples.every === null) return true
      if (!(yield* round(0, null))) return false
      return at === 0 || !isRound(at) || (yield* round(at, learned))
    },
  }
}
