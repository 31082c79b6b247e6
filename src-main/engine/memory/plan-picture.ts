// The plan of one picture: what it takes with the model, the stack that is on it, and the machine as it is.
import type { Size } from '../../architectures/networks/denoiser.ts'
import type { MemoryPlan } from '../../contract/memory-plan.ts'
import type { HeldModel } from '../held-model.ts'
import { memoryBudget } from './memory-budget.ts'
import { planMemory } from './memory-plan.ts'
import { pictureNeeds } from './picture-needs.ts'

/** `askedBytes`: in place of what the machine has. Errors: `picture/uneven-size`, `checkpoint/no-vae`. */
export function planPicture(
  { model, plan, device, refusedBytes }: HeldModel,
  picture: Size & { readonly batch: number },
  askedBytes: number | undefined,
): MemoryPlan {
  const needs = pictureNeeds(model, plan, picture)
  return planMemory(needs, memoryBudget(device, askedBytes, refusedBytes))
}
