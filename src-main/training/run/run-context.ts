// What every piece of a run works with, and how it tells how far it is.
import type { EngineTrainCall, TrainingNews, TrainingPhase } from '../../contract/training.ts'
import type { HeldModel } from '../../engine/held-model.ts'
import type { Workshop } from '../../engine/workshop.ts'
import type { BaseIdentity } from './base-identity.ts'
import type { Notices } from './left/notices.ts'
import type { PassMakers } from './preparation.ts'
import type { RunWishes } from './run-wishes.ts'

export type RunContext = {
  readonly call: EngineTrainCall
  readonly workshop: Workshop
  readonly wishes: RunWishes
  readonly notices: Notices
  readonly makers: PassMakers
  readonly held: HeldModel
  readonly base: BaseIdentity
}

export function progress(phase: TrainingPhase, done: number, total: number): TrainingNews {
  return { type: 'progress', progress: { phase, done, total, secondsLeft: null } }
}
