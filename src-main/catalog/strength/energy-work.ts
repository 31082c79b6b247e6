// What is read of files to say how strong an adapter is on a base. Run it in a process of its own.
import { checkpointSource } from '../../architectures/recognising/checkpoint-source.ts'
import { detectCheckpoint, modelOf } from '../../architectures/recognising/detect.ts'
import { baseModules } from '../../adapters/reading/base-modules.ts'
import { readAdapter } from '../../adapters/reading/read-adapter.ts'
import {
  adapterEnergies,
  baseEnergies,
  type EnergyRun,
  type ModuleEnergy,
} from '../../adapters/strength/module-energies.ts'
import { openWeights } from '../../files/open-weights.ts'
import { readBaseModules } from '../adapters/adapter-work.ts'
import { openAdapterFile } from '../adapters/open-adapter-file.ts'
import { reusingReader } from '../adapters/reusing-reader.ts'

export type EnergyWork = {
  /** ‖W‖² of a run of a checkpoint's modules. Throws what is wrong with it. */
  baseEnergies(modelPath: string, from: number): Promise<EnergyRun>
  /** ‖ΔW‖² of the modules of the checkpoint that the adapter changes. Throws what is wrong with either. */
  adapterEnergies(path: string, modelPath: string): Promise<readonly ModuleEnergy[]>
}

/** Half a second's work: whoever wants the disk or the processor meanwhile waits no longer. */
const elementsOfRun = 100_000_000

/** In this process. */
export const energyWork: EnergyWork = {
  async baseEnergies(modelPath, from) {
    const file = await openWeights(modelPath)
    try {
      const detection = detectCheckpoint(file, file.hints)
      const base = baseModules(detection.family, modelOf(detection))
      return await baseEnergies(checkpointSource(file, detection), base, from, elementsOfRun)
    } finally {
      await file.close()
    }
  },

  async adapterEnergies(path, modelPath) {
    const base = await readBaseModules(modelPath)
    const { file, extras } = await openAdapterFile(path)
    try {
      const { modules } = await readAdapter(file, base, extras)
      return await adapterEnergies(reusingReader(file), modules, base)
    } finally {
      await file.close()
    }
  },
}
