// The first way to make a picture that fits a budget, from what its networks take. Pure: nothing is loaded or asked.
import {
  memoryRungs,
  type MemoryPlan,
  type MemoryRung,
  type PlannedPhase,
} from '../../contract/memory-plan.ts'

export type NetworkNeed = { readonly parameterBytes: number; readonly workingBytes: number }

export type PictureNeeds = {
  /** The process, and the latents of the batch. */
  readonly baseBytes: number
  readonly encoders: NetworkNeed
  /** Also for two texts at once. */
  readonly denoiser: NetworkNeed & { readonly togetherBytes: number }
  readonly decoder: NetworkNeed
  /** Parameters that a stack of adapters changes are there twice. */
  readonly mergedBytes: number
}

type PhaseBytes = Pick<PlannedPhase, 'phase' | 'parameterBytes' | 'workingBytes'>

function phasesOf(rung: MemoryRung, needs: PictureNeeds): readonly PhaseBytes[] {
  const { encoders, denoiser, decoder, mergedBytes } = needs
  const network = denoiser.parameterBytes + mergedBytes
  const alone = { phase: 'denoise', parameterBytes: network, workingBytes: denoiser.workingBytes } as const
  switch (rung) {
    case 'whole':
    case 'textsApart': {
      // A program keeps the memory it has worked in for the next picture.
      const working = rung === 'whole' ? denoiser.togetherBytes : denoiser.workingBytes
      const denoise = {
        phase: 'denoise',
        parameterBytes: encoders.parameterBytes + network,
        workingBytes: encoders.workingBytes + working,
      } as const
      return [
        { phase: 'text', ...encoders },
        denoise,
        {
          phase: 'decode',
          parameterBytes: denoise.parameterBytes + decoder.parameterBytes,
          workingBytes: denoise.workingBytes + decoder.workingBytes,
        },
      ]
    }
    case 'denoiserStays':
      // It is there from the picture before.
      return [
        { phase: 'text', ...encoders, parameterBytes: encoders.parameterBytes + network },
        alone,
        { phase: 'decode', ...decoder, parameterBytes: decoder.parameterBytes + network },
      ]
    case 'oneNetwork':
      return [{ phase: 'text', ...encoders }, alone, { phase: 'decode', ...decoder }]
  }
}

/** `budgetBytes`: null takes everything. */
export function planMemory(needs: PictureNeeds, budgetBytes: number | null): MemoryPlan {
  const rungs = memoryRungs.map((rung) => {
    const phases = phasesOf(rung, needs).map((phase) => ({
      ...phase,
      bytes: needs.baseBytes + phase.parameterBytes + phase.workingBytes,
    }))
    const peakBytes = Math.max(...phases.map(({ bytes }) => bytes))
    return { rung, phases, peakBytes, fits: budgetBytes === null || peakBytes <= budgetBytes }
  })
  return { budgetBytes, rung: (rungs.find(({ fits }) => fits) ?? rungs.at(-1)!).rung, rungs }
}

/** The next cheaper one; null below the last. */
export function rungBelow(rung: MemoryRung): MemoryRung | null {
  return memoryRungs[memoryRungs.indexOf(rung) + 1] ?? null
}
