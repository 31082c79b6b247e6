// The plan of a picture that nobody makes yet: what it would take with the model, the stack and the machine as they are.
import type { MemoryPlan, MemoryPlanCall } from '../../contract/memory-plan.ts'
import type { HeldModel } from '../held-model.ts'
import type { LocalFiles } from '../local-files.ts'
import { applyStack } from '../stack/running-stack.ts'
import { memoryBudget } from './memory-budget.ts'
import { planMemory } from './memory-plan.ts'
import { pictureNeeds } from './picture-needs.ts'

/** Errors: those of the stack's adapters, `picture/uneven-size`, `checkpoint/no-vae`. */
export async function planPicture(
  { model, plan, device, refusedBytes }: HeldModel,
  files: LocalFiles,
  call: MemoryPlanCall,
): Promise<MemoryPlan> {
  await applyStack(model, call.stack, files)
  return planMemory(pictureNeeds(model, plan, call), memoryBudget(device, call.memoryBytes, refusedBytes))
}
