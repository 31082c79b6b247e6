// The room that a picture is made in: before each phase, what it does not need leaves memory, as far as a rung says so.
import type { MemoryRung, PlannedPhase } from '../../contract/memory-plan.ts'
import type { LoadedModel } from '../loaded-model.ts'

export type Room = {
  readonly batchTexts: boolean
  enter(phase: PlannedPhase['phase']): Promise<void>
}

export function roomFor(model: Pick<LoadedModel, 'config' | 'keepOnly'>, rung: MemoryRung): Room {
  const isRoomy = rung === 'whole' || rung === 'textsApart'
  const denoiser = model.config.denoiser.component
  const needed: Readonly<Record<PlannedPhase['phase'], readonly string[]>> = {
    text: model.config.textEncoders.map(({ component }) => component),
    denoise: [denoiser],
    decode: ['vae'],
  }
  return {
    batchTexts: rung === 'whole',
    async enter(phase) {
      if (isRoomy) return
      await model.keepOnly(new Set([...needed[phase], ...(rung === 'denoiserStays' ? [denoiser] : [])]))
    },
  }
}
