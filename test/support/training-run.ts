// A small training run on the demo model: made pictures, a recipe, and the run followed to its end.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkedRecipe } from '../../src-main/contract/recipe-rules.ts'
import type { Recipe, RecipeInput } from '../../src-main/contract/recipe.ts'
import type { EngineTrainCall, EngineTrainResult, TrainingNews } from '../../src-main/contract/training.ts'
import { createWorkshop, type Workshop } from '../../src-main/engine/workshop.ts'
import type { PassMakers } from '../../src-main/training/run/preparation.ts'
import { realPasses } from '../../src-main/training/run/step/real-passes.ts'
import { RunWishes } from '../../src-main/training/run/run-wishes.ts'
import { trainingRun } from '../../src-main/training/run/training-run.ts'
import { demoModel } from './demo-base.ts'
import { discPicture } from './disc-picture.ts'

const colours = [
  [224, 32, 32],
  [32, 160, 32],
  [32, 64, 224],
  [224, 192, 32],
  [32, 192, 192],
  [160, 32, 192],
] as const

/** Discs of different colour, size and place, each with its caption, 10 pixels wider each time. */
export async function madePictures(folder: string, count = 4): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (let index = 0; index < count; index++) {
    const path = join(folder, `disc-${index}.png`)
    const disc = { x: 40 + 14 * index, y: 60 + 5 * index, radius: 20 + 6 * index, colour: colours[index]! }
    await discPicture([140 + 10 * index, 140], disc)
      .png()
      .toFile(path)
    await writeFile(path.replace('.png', '.txt'), `disc ${index}, on a white background\n`)
    paths.push(path)
  }
  return paths
}

type Changes = Omit<Partial<RecipeInput>, 'data'> & { data?: Partial<RecipeInput['data']> }

/** Rank 2 on the attention at 128 × 128. */
export function smallRecipe(pictures: string, changes: Changes = {}): Recipe {
  return checkedRecipe({
    base: demoModel,
    name: 'small',
    steps: 4,
    adapter: { rank: 2, alpha: 2, layers: 'attention' },
    save: { type: 'f32', stateEvery: 2 },
    ...changes,
    data: { folder: pictures, width: 128, height: 128, buckets: { on: false }, ...changes.data },
  })
}

export function trainCall(
  folder: string,
  recipe: Recipe,
  changes: Partial<EngineTrainCall> = {},
): EngineTrainCall {
  return {
    runId: 'run',
    recipe,
    folder: join(folder, 'run'),
    cacheFolder: join(folder, 'cache'),
    captions: null,
    leftOut: [],
    mode: 'start',
    device: 'cpu',
    baseName: 'Emoji Diffusion 128',
    ...changes,
  }
}

export type Followed = { readonly result: EngineTrainResult; readonly news: TrainingNews[] }
export type FollowOptions = {
  readonly makers?: PassMakers
  readonly workshop?: Workshop
  /** Called with each piece of news before the run goes on. */
  readonly on?: (news: TrainingNews, wishes: RunWishes) => void | Promise<void>
}

export async function followRun(call: EngineTrainCall, options: FollowOptions = {}): Promise<Followed> {
  const { makers = realPasses, workshop = createWorkshop(), on } = options
  const wishes = new RunWishes(call.recipe.samples)
  const run = trainingRun(call, workshop, wishes, makers)
  const news: TrainingNews[] = []
  try {
    for (;;) {
      const told = await run.next()
      if (told.done) return { result: told.value, news }
      news.push(told.value)
      await on?.(told.value, wishes)
    }
  } finally {
    if (options.workshop === undefined) await workshop.unload()
  }
}

/** News of one type, in order. */
export function newsOf<Type extends TrainingNews['type']>(
  news: readonly TrainingNews[],
  type: Type,
): Extract<TrainingNews, { type: Type }>[] {
  return news.filter((one): one is Extract<TrainingNews, { type: Type }> => one.type === type)
}
