// What a picture takes in memory, phase by phase, and the ways to make it with less, each cheaper than the one before.
import type { Artefact } from './artefact.ts'
import type { Stack } from './adapter.ts'
import type { DeviceName } from './generation.ts'

/**
 * `whole`: every network stays, and wanted and unwanted words go through the denoiser together. `textsApart`: one after
 * the other. `denoiserStays`: the others are in memory only while they work, as is what programs work in. `oneNetwork`:
 * so is the denoiser.
 */
export const memoryRungs = ['whole', 'textsApart', 'denoiserStays', 'oneNetwork'] as const
export type MemoryRung = (typeof memoryRungs)[number]

export type PlannedPhase = {
  readonly phase: 'text' | 'denoise' | 'decode'
  /** Of all networks that are in memory then. */
  readonly parameterBytes: number
  /** What they compute in, and what is kept of it. */
  readonly workingBytes: number
  /** With the process itself. */
  readonly bytes: number
}

export type RungPlan = {
  readonly rung: MemoryRung
  readonly phases: readonly PlannedPhase[]
  readonly peakBytes: number
  /** Within the budget; true where there is none. */
  readonly fits: boolean
}

export type MemoryPlan = {
  /** Null where nobody knows how much there is. */
  readonly budgetBytes: number | null
  /** The first that fits; the last where none does. */
  readonly rung: MemoryRung
  readonly rungs: readonly RungPlan[]
}

export type MemoryPlanCall = {
  /** Ids of artefacts, as those of the stack's adapters. */
  model: string
  vae: string | null
  stack: Stack
  artefacts: Artefact[]
  device: DeviceName
  width: number
  height: number
  batch: number
  /** In place of what the machine has. */
  memoryBytes?: number
}
