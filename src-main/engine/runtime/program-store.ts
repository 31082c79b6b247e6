// Compiled programs in memory: shared by every checkpoint of the same sizes, or owned
// by one where its parameters are constants.
import { createKept } from '../../base/kept.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import type { StackShape } from '../stack/stack-parameters.ts'
import type { DevicePlan } from './devices.ts'
import { buildNetwork, type NetworkKey } from './networks.ts'
import { createOwnedPrograms } from './owned-programs.ts'
import { createProgramEndings } from './program-endings.ts'
import { compileProgram, type Program } from './program.ts'

export type ProgramStore = {
  /** `stack`: the adapters over the parameters; it matters where those are constants. */
  get(key: NetworkKey, plan: DevicePlan, source: ParameterSource, stack?: StackShape): Promise<Program>
  /** Lets go of the programs that hold this source's parameters as constants. */
  release(source: ParameterSource): Promise<void>
  /** Programs compiled so far. */
  readonly compiled: number
  /** Lets go of all that belong to no source, and of the spare ones. */
  clear(): Promise<void>
}

export type ProgramStoreOptions = {
  /** Shared programs. A model has five, and each takes about 10 MB besides the memory it works in. */
  readonly mostShared?: number
  /** Bytes of constants in programs that an earlier stack of the same model was made with. */
  readonly spareBytes?: number
}

export function createProgramStore({
  mostShared = 24,
  spareBytes = 2 ** 30,
}: ProgramStoreOptions = {}): ProgramStore {
  const endings = createProgramEndings()
  const shared = createKept<string, Promise<Program>>({ limit: mostShared, letGo: endings.end })
  const owned = createOwnedPrograms(compile, endings, spareBytes)
  let compiled = 0

  async function compile(...[graph, options]: Parameters<typeof compileProgram>): Promise<Program> {
    compiled++
    await endings.settled()
    return compileProgram(graph, options)
  }

  function sharedProgram(key: NetworkKey, plan: DevicePlan): Promise<Program> {
    const name = JSON.stringify([key, plan])
    const known = shared.get(name)
    if (known) return known
    const program = compile(buildNetwork(key), plan)
    shared.put(name, program)
    program.catch(() => {
      if (shared.get(name) === program) shared.delete(name)
    })
    return program
  }

  return {
    get: (key, plan, source, stack) =>
      plan.resident === 'inputs' ? sharedProgram(key, plan) : owned.get(key, plan, source, stack),
    async release(source) {
      owned.release(source)
      await endings.settled()
    },
    get compiled() {
      return compiled
    },
    async clear() {
      shared.clear()
      owned.releaseSpare()
      await endings.settled()
    },
  }
}
