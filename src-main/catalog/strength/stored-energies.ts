// Energies of modules as the catalog keeps them.
import { z } from 'zod'
import type { ModuleEnergy } from '../../adapters/strength/module-energies.ts'
import { readStored, toStore, type StoredKind } from '../../contract/stored.ts'
import type { StrengthTable } from '../../database/strengths.ts'

type Stored = { modules: [name: string, block: number | null, energy: number | null][] }

const energiesKind: StoredKind<Stored> = {
  name: 'module energies',
  schema: z.object({
    modules: z.array(z.tuple([z.string(), z.number().nullable(), z.number().nullable()])),
  }),
  upgrades: [],
}

export type EnergyStore = {
  /** Null where they were not measured, or cannot be read. */
  find(sha256: string, modulesHash: string): ModuleEnergy[] | null
  put(sha256: string, modulesHash: string, modules: readonly ModuleEnergy[]): void
}

export function energyStore(table: Pick<StrengthTable, 'energies' | 'putEnergies'>): EnergyStore {
  return {
    find(sha256, modulesHash) {
      const stored = table.energies(sha256, modulesHash)
      const { value } = readStored(energiesKind, stored)
      return value && value.modules.map(([name, block, energy]) => ({ name, block, energy }))
    },
    put(sha256, modulesHash, modules) {
      const rows = modules.map(({ name, block, energy }): Stored['modules'][number] => [name, block, energy])
      table.putEnergies(sha256, modulesHash, toStore(energiesKind, { modules: rows }))
    },
  }
}
