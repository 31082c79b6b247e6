// Pictures of the class as the base model knows it, made where they are missing (Ruiz et al. 2023, DreamBooth).
import { mkdir, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Recipe } from '../../../contract/recipe.ts'
import { pictureEndings } from '../../../files/picture.ts'
import { systemCode, writeError } from '../../../files/system-error.ts'
import { draws } from '../../data/draws.ts'
import type { OwnPicture } from '../left/own-picture.ts'

/** Where they lie; null where the recipe wants no class pictures. `ownFolder` is used where it names no folder. */
export function classFolderOf({ prior }: Pick<Recipe, 'prior'>, ownFolder: string): string | null {
  return prior.folder ?? (prior.prompt === '' ? null : ownFolder)
}

/** Names of the pictures that are there; empty for a folder that is missing. */
async function picturesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  })
  return names.filter((name) => pictureEndings.includes(extname(name).toLowerCase()))
}

/**
 * What is still to be made, one after the other: each has its own seed and name, so that the rest can be made later.
 */
export async function missingClassPictures(
  recipe: Recipe,
  modelName: string,
  folder: string,
): Promise<OwnPicture[]> {
  const { prior, base, clipSkip, data, seed } = recipe
  if (prior.prompt === '') return []
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeError(cause, folder)
  })
  const there = await picturesIn(folder)
  const missing = Math.max(0, prior.count - there.length)
  const free: OwnPicture[] = []
  for (let index = 1; free.length < missing; index++) {
    const name = `class-${String(index).padStart(5, '0')}.png`
    if (there.includes(name)) continue
    free.push({
      model: base,
      modelName,
      clipSkip,
      prompt: prior.prompt,
      negativePrompt: '',
      width: data.width,
      height: data.height,
      steps: 25,
      guidance: 7.5,
      sampler: 'dpmpp_2m',
      seed: String(draws(seed, 'class', index).below(2 ** 32)),
      adapter: null,
      output: join(folder, name),
    })
  }
  return free
}
