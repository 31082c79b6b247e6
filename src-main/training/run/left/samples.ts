// A round of sample pictures: the same prompts and seeds each time, with what is learned as it is.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RecipeSample } from '../../../contract/recipe-output.ts'
import { runFiles, type TrainingSample } from '../../../contract/training.ts'
import { partPath } from '../../../files/part-files.ts'
import { writeError } from '../../../files/system-error.ts'
import { writeTensorFile } from '../../../files/write-tensor-file.ts'
import { makeOwnPicture, type OwnPicture } from './own-picture.ts'
import type { Preparation } from '../preparation.ts'
import { trainedTensors } from './trained-file.ts'

export type SampleRound = {
  /** One picture; call it from inside `inTurn`. Errors are those of any picture, `job/cancelled`, and `disk/…`. */
  make(sample: RecipeSample, prompt: number, signal: AbortSignal): Promise<TrainingSample>
  /** Takes away what it needed. */
  end(): Promise<void>
}

/**
 * `parameter` null shows the base. What is learned lies in a file for the
 * length of a round, as any adapter of a stack.
 */
export async function beginSamples(
  folder: string,
  run: Preparation,
  step: number,
  parameter: Float32Array | null,
  modelName: string,
): Promise<SampleRound> {
  const { recipe, held } = run
  // Under names that are cleared away after a process that was killed.
  const adapter = partPath(folder)
  const files = parameter === null ? null : trainedTensors(run, parameter)
  // A bundle brings the new word along; a word alone is an embedding that was chosen for the picture.
  const tensors = files?.get('bundle') ?? files?.get('adapter')
  const vectors = tensors ? undefined : files?.get('embedding')
  const word = partPath(folder)
  await mkdir(join(folder, runFiles.samples), { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  if (tensors) await writeTensorFile(adapter, tensors)
  if (vectors) await writeTensorFile(word, vectors)
  return {
    async make(sample, prompt, signal) {
      const { weight, negativePrompt, seed, steps, guidance, sampler } = sample
      const [width, height] = [sample.width ?? recipe.data.width, sample.height ?? recipe.data.height]
      const output = join(folder, runFiles.sample(step, prompt))
      const picture: OwnPicture = {
        model: recipe.base,
        modelName,
        clipSkip: recipe.clipSkip,
        prompt: sample.prompt,
        negativePrompt,
        seed: String(seed),
        width,
        height,
        steps,
        guidance,
        sampler,
        adapter: tensors ? { path: adapter, name: recipe.name, weight } : null,
        word: vectors && run.word ? { name: run.word.word, path: word, index: 0 } : null,
        output,
      }
      await makeOwnPicture(held, picture, signal)
      return { step, prompt, path: output, width, height, sample }
    },
    async end() {
      for (const path of [adapter, word]) await rm(path, { force: true })
    },
  }
}
