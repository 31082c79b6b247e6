// The folder of a run: the recipe it began with, its steps, and the way it is put aside for the next one.
import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { errorFromReport } from '../../base/errors.ts'
import type { Recipe } from '../../contract/recipe.ts'
import { parseStored, readStored } from '../../contract/stored.ts'
import { recipeKind, stepKind } from '../../contract/stored-training.ts'
import { runFiles, type TrainingStep } from '../../contract/training.ts'
import { readError, systemCode, writeError } from '../../files/system-error.ts'

/** As the engine wrote it down when the run began; null where it never got so far. */
export async function recipeOfRun(folder: string): Promise<Recipe | null> {
  const path = join(folder, runFiles.recipe)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return null
    throw readError(cause, path)
  })
  if (text === null) return null
  const { value, problem } = readStored(recipeKind, parseStored(text))
  if (problem !== null) throw errorFromReport(problem)
  return value
}

/** The log's lines behind a step; one that is just being written is left for the next time, one that is damaged is left out. */
export async function readSteps(folder: string, after: number): Promise<TrainingStep[]> {
  const path = join(folder, runFiles.log)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return ''
    throw readError(cause, path)
  })
  const lines = text.split('\n').slice(0, -1)
  const steps = lines.flatMap((line) => readStored(stepKind, parseStored(line)).value ?? [])
  return steps.filter(({ step }) => step > after)
}

/** The run there was, if there was one, keeps its files under a name of its own. */
export async function putAside(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  let count = 1
  while (existsSync(`${folder}-${count}`)) count++
  await rename(folder, `${folder}-${count}`).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
}
