// One pass of a step: text, network, gradients, added to what the step has gathered.
import { accumulate } from '../../accumulate.ts'
import { draws } from '../../data/draws.ts'
import { denoiserGroup, phaseAt } from '../../learning-phases.ts'
import type { OrderState } from '../../order.ts'
import type { MadeBatch } from '../pictures/batches.ts'
import { AppError } from '../../../base/errors.ts'
import type { Preparation } from '../preparation.ts'
import type { RunPicture } from '../pictures/picture-set.ts'

export type Gathered = { readonly gradient: Float32Array; loss: number }

export function emptyGathered({ firstParameter }: Pick<Preparation, 'firstParameter'>): Gathered {
  return { gradient: new Float32Array(firstParameter.length), loss: 0 }
}

/**
 * The pass at this place of the order; returns the place behind it. Batches whose pictures are all gone are passed
 * over. Errors: `training/no-pictures`, `training/not-finite`.
 */
export async function gatherPass(
  run: Preparation,
  parameter: Float32Array,
  gathered: Gathered,
  at: { readonly order: OrderState; readonly step: number; readonly pass: number },
): Promise<OrderState> {
  const { order, batches, recipe } = run
  const keys = [at.step, at.pass]
  const { learns } = phaseAt(run.phases, at.step)
  const learnsText = run.segments.some(({ group }) => group !== denoiserGroup && learns(group))
  let place = at.order
  for (let tried = 0; tried <= 2 * order.batchesPerEpoch; tried++) {
    const made = await batches.training(order.batchAt(place), place, keys)
    if (!run.pictures.training.some((picture) => !picture.isClass && !batches.gone.has(picture.sha256)))
      throw new AppError('training/no-pictures')
    const after = order.after(place)
    if (made) {
      const seed = draws(recipe.seed, 'dropout', ...keys).below(2 ** 32)
      const loss = await gather(run, parameter, gathered, made, { seed, learnsText })
      if (!Number.isFinite(loss)) throw new AppError('training/not-finite', { step: at.step, what: 'loss' })
      gathered.loss += loss
      return after
    }
    place = after
  }
  throw new AppError('training/no-pictures')
}

async function gather(
  run: Preparation,
  parameter: Float32Array,
  { gradient }: Gathered,
  { size, batch, captions }: MadeBatch,
  { seed, learnsText }: { readonly seed: number; readonly learnsText: boolean },
): Promise<number> {
  const { unetSize, text, passes } = run
  const ofText = parameter.subarray(unetSize)
  const { conditioning, pooled } = await text.encode(captions, ofText, seed)
  const pass = await passes.get(size)
  const made = await pass.gradients(
    { ...batch, conditioning, ...(pooled ? { pooled } : {}) },
    parameter.subarray(0, unetSize),
    seed,
  )
  accumulate(gradient, made.gradient, 0)
  if (learnsText && made.conditioning) {
    const arriving = { conditioning: made.conditioning, pooled: made.pooled }
    accumulate(gradient, await text.gradients(captions, ofText, arriving, seed), unetSize)
  }
  return made.loss
}

/** Of one picture kept aside, the same question at every measurement; null where it is gone. */
export async function heldOutLoss(
  run: Preparation,
  parameter: Float32Array,
  picture: RunPicture,
  place: number,
): Promise<number | null> {
  const made = await run.batches.heldOut(picture, place)
  if (!made) return null
  const { conditioning, pooled } = await run.text.encode(made.captions, parameter.subarray(run.unetSize))
  const pass = await run.passes.get(made.size)
  const result = await pass.loss(
    { ...made.batch, conditioning, ...(pooled ? { pooled } : {}) },
    parameter.subarray(0, run.unetSize),
  )
  return result.loss
}
