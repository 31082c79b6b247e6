// The review's table: what a recipe amounts to, in words. Pure.
import { encodersOf } from '../../../src-main/contract/recipe-encoders.ts'
import type { Recipe } from '../../../src-main/contract/recipe.ts'
import type { ProjectPictures, TrainingProject } from '../../../src-main/contract/training-project.ts'
import type { Messages } from '../../messages/en.ts'
import { adapterKindLabels, optimizerLabels } from '../../state/names.ts'

type Figures = { number(value: number): string }
export type ReviewFacts = {
  recipe: Recipe
  preset: TrainingProject['preset']
  hasFolder: boolean
  found: ProjectPictures | null
  /** Null before it is measured. */
  timesSeen: number | null
}

const listed = (parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false).join(', ')

export function learnsText({ recipe, preset }: ReviewFacts, words: Messages['train']['review']): string {
  const what = words.purposes[preset ?? 'published']
  if (recipe.learn === 'embedding') return words.onlyWord(recipe.embedding.word)
  const whole = recipe.learn === 'pivotal' ? words.wordToo(what, recipe.embedding.word) : what
  return recipe.captions.trigger === '' ? whole : words.calledBy(whole)
}

export function fromText(
  { recipe, found, hasFolder, timesSeen }: ReviewFacts,
  words: Messages['train'],
  figures: Figures,
): string {
  if (!hasFolder) return words.review.noFolder
  if (found === null) return words.review.unread
  const heldOut = found.pictures.filter((one) => one.heldOut).length
  const apart = listed([
    heldOut > 0 && words.review.keptAside(heldOut),
    found.leftOut.length > 0 && words.review.leftOut(found.leftOut.length),
  ])
  const pictures = words.pictures.title(found.pictures.length - heldOut)
  return listed([
    apart === '' ? pictures : `${pictures} (${apart})`,
    found.buckets.length > 1 && words.review.sizes(found.buckets.length),
    recipe.data.flip && words.review.mirrored,
    timesSeen !== null && words.review.seen(figures.number(Math.round(timesSeen))),
  ])
}

export function adapterText({ recipe }: ReviewFacts, words: Messages['train'], figures: Figures): string {
  const { kind, rank, alpha, layers, dora, fullMatrix } = recipe.adapter
  const name = dora ? `DoRA ${adapterKindLabels[kind]}` : adapterKindLabels[kind]
  return listed([
    kind === 'lokr' && fullMatrix
      ? words.review.wholeBlocks(name)
      : words.review.rank(name, figures.number(rank), figures.number(alpha)),
    words.adapter.layerNames[layers],
    encodersText(recipe, words.review),
  ])
}

function encodersText(recipe: Recipe, words: Messages['train']['review']): string {
  const [first, second] = encodersOf(recipe)
  if (first.train !== second.train) return first.train ? words.firstTextOnly : words.secondTextOnly
  return first.train ? words.textTouched : words.textUntouched
}

export function stepsText(
  { recipe }: ReviewFacts,
  { review: words, adapter }: Messages['train'],
  figures: Figures,
): string {
  const { steps, epochs, batch, accumulation, optimizer, schedule, learn, unet, embedding } = recipe
  const rate = learn === 'embedding' ? embedding.learningRate : unet.learningRate
  return listed([
    steps !== null
      ? figures.number(steps)
      : epochs !== null
        ? words.epochs(figures.number(epochs))
        : words.noLength,
    words.batch(figures.number(batch)),
    accumulation > 1 && words.passes(figures.number(accumulation)),
    `${optimizerLabels[optimizer.kind]} ${rate.toExponential().replace('e+', 'e')}`,
    adapter.schedules[schedule.kind],
    schedule.warmupSteps > 0
      ? words.warmup(figures.number(schedule.warmupSteps))
      : schedule.warmupShare > 0 && words.warmup(`${figures.number(schedule.warmupShare * 100)} %`),
  ])
}

export function savesText(
  { recipe }: ReviewFacts,
  name: string,
  words: Messages['train']['review'],
  figures: Figures,
): string {
  return listed([
    `${name}.safetensors`,
    recipe.save.type,
    recipe.save.every !== null && words.savedEvery(figures.number(recipe.save.every)),
  ])
}

export function looksText(
  { recipe }: ReviewFacts,
  words: Messages['train']['review'],
  figures: Figures,
): string {
  const { every, prompts } = recipe.samples
  return listed([
    every === null || prompts.length === 0
      ? words.noSamples
      : words.samplesEvery(prompts.length, figures.number(every)),
    recipe.data.holdOut > 0 && words.heldOut,
  ])
}
