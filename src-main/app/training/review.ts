// What a run of a project would take, measured; then what a few changes would make of it, one after the other.
import { totalmem } from 'node:os'
import { reportError } from '../../base/errors.ts'
import { checkedRecipe } from '../../contract/recipe-rules.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { ProjectReview, ReviewAlternative } from '../../contract/training-project.ts'
import type { EngineMeasureCall, TrainingMeasure } from '../../contract/training.ts'

export type ReviewOptions = {
  /** Errors: whatever keeps the recipe from being run. */
  call(): EngineMeasureCall | Promise<EngineMeasureCall>
  measure(call: EngineMeasureCall): Promise<TrainingMeasure>
  memoryTotal?: number
}

/** The first review has the measure and the alternatives to come; each later one has another of them measured. */
export async function* reviews({
  call,
  measure,
  memoryTotal = totalmem(),
}: ReviewOptions): AsyncGenerator<ProjectReview, void> {
  let review: ProjectReview = { measure: null, problem: null, memoryTotal, alternatives: [] }
  let recipe: Recipe
  let asked: EngineMeasureCall
  try {
    asked = await call()
    recipe = asked.recipe
    review = { ...review, measure: await measure(asked) }
  } catch (error) {
    yield { ...review, problem: reportError(error) }
    return
  }
  const known = review.measure!
  const alternatives = alternativesOf(recipe, known, memoryTotal)
  review = { ...review, alternatives }
  yield review
  for (const { key, changes, measure: done } of alternatives) {
    if (done !== null) continue
    const changed = withChanges(recipe, changes)
    // One that cannot be measured is not offered.
    const measured = changed && (await measure({ ...asked, recipe: changed }).catch(() => null))
    review = {
      ...review,
      alternatives: review.alternatives.flatMap((one) =>
        one.key !== key ? [one] : measured === null ? [] : [{ ...one, measure: measured }],
      ),
    }
    yield review
  }
}

const nearlyAll = 0.9

/** Those that make a recipe that can be run; only the shorter run needs no measuring. */
export function alternativesOf(
  recipe: Recipe,
  measure: TrainingMeasure,
  memoryTotal: number,
): ReviewAlternative[] {
  const { adapter, learn, data } = recipe
  const all: (ReviewAlternative | null)[] = [
    measure.steps < 2 ? null : halfSteps(measure),
    learn === 'embedding' || adapter.rank * 2 > 1024
      ? null
      : unmeasured('rank-double', { 'adapter.rank': adapter.rank * 2, 'adapter.alpha': adapter.alpha * 2 }),
    learn === 'embedding' || adapter.rank < 2
      ? null
      : unmeasured('rank-half', {
          'adapter.rank': Math.floor(adapter.rank / 2),
          'adapter.alpha': (adapter.alpha * Math.floor(adapter.rank / 2)) / adapter.rank,
        }),
    learn === 'embedding' || adapter.kind === 'lokr'
      ? null
      : unmeasured('lokr', { 'adapter.kind': 'lokr', 'adapter.dropout': 0 }),
    measure.memoryBytes < memoryTotal * nearlyAll
      ? null
      : unmeasured('smaller-size', {
          'data.width': smaller(data.width),
          'data.height': smaller(data.height),
        }),
  ]
  return all.filter((one) => one !== null).filter(({ changes }) => withChanges(recipe, changes) !== null)
}

function unmeasured(key: ReviewAlternative['key'], changes: Record<string, unknown>): ReviewAlternative {
  return { key, changes, measure: null }
}

function halfSteps(measure: TrainingMeasure): ReviewAlternative {
  const steps = Math.ceil(measure.steps / 2)
  const timesSeen = (measure.timesSeen * steps) / measure.steps
  return { key: 'half-steps', changes: { steps, epochs: null }, measure: { ...measure, steps, timesSeen } }
}

/** Three quarters, in whole steps of 64 pixels where that leaves anything. */
function smaller(side: number): number {
  const step = side >= 256 ? 64 : 8
  return Math.max(64, Math.floor((side * 0.75) / step) * step)
}

/** Null where it could not be run. */
export function withChanges(recipe: Recipe, changes: Readonly<Record<string, unknown>>): Recipe | null {
  const copy = structuredClone(recipe) as unknown as Record<string, unknown>
  for (const [field, value] of Object.entries(changes)) {
    const names = field.split('.')
    const last = names.pop()!
    let holder = copy
    for (const name of names) holder = holder[name] as Record<string, unknown>
    holder[last] = value
  }
  try {
    return checkedRecipe(copy)
  } catch {
    // The rules say why; here it is only left out.
    return null
  }
}
