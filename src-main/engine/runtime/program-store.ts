// Compiled programs in memory, shared by every checkpoint whose networks have the same sizes.
import { buildVaeDecoder, buildVaeEncoder } from '../../architectures/networks/autoencoder.ts'
import { buildTextEncoder } from '../../architectures/networks/clip-text.ts'
import type { TextEncoderConfig, UNetConfig, VaeConfig } from '../../architectures/families/config.ts'
import { buildUNet, type UNetSize } from '../../architectures/networks/unet.ts'
import type { Graph } from '../../graph/ir.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import type { DevicePlan } from './devices.ts'
import { addLowRankBranches } from '../../adapters/acting/low-rank-branches.ts'
import { compileProgram, type Program } from './program.ts'
import type { StackShape } from '../stack/stack-parameters.ts'

/** One network with everything its graph depends on. */
export type NetworkKey =
  | { network: 'unet'; config: UNetConfig; size?: UNetSize }
  | { network: 'text'; config: TextEncoderConfig; fromEnd: number; words: boolean }
  | { network: 'vae-encode' | 'vae-decode'; config: VaeConfig }

export type ProgramStore = {
  /** `stack`: what lies over the parameters; it matters where they are constants. */
  get(key: NetworkKey, plan: DevicePlan, source: ParameterSource, stack?: StackShape): Promise<Program>
  /** Programs compiled so far. */
  readonly compiled: number
  clear(): Promise<void>
}

export function buildNetwork(key: NetworkKey): Graph {
  switch (key.network) {
    case 'unet':
      return buildUNet(key.config, key.size)
    case 'text':
      return buildTextEncoder(key.config, { fromEnd: key.fromEnd, words: key.words })
    case 'vae-encode':
      return buildVaeEncoder(key.config)
    case 'vae-decode':
      return buildVaeDecoder(key.config)
  }
}

/** What of a stack concerns one component, as plain data. */
type ComponentStack = { readonly fed: string[]; readonly branches: [string, readonly number[]][] }
const noStack: ComponentStack = { fed: [], branches: [] }

function stackOf(component: string, stack: StackShape | undefined): ComponentStack {
  if (!stack) return noStack
  const own = (name: string): boolean => name.startsWith(`${component}.`)
  return {
    fed: [...stack.fed].filter(own),
    branches: [...stack.branches].filter(([name]) => own(name)),
  }
}

function componentOf(key: NetworkKey): string {
  if (key.network === 'text') return key.config.component
  return key.network === 'unet' ? 'unet' : 'vae'
}

export function createProgramStore(): ProgramStore {
  const programs = new Map<string, Promise<Program>>()
  let compiled = 0
  return {
    get(key, plan, source, stack) {
      // Constants belong to one checkpoint; inputs fit every checkpoint of these sizes.
      const owner = plan.resident === 'inputs' ? null : source.id
      const over = owner === null ? noStack : stackOf(componentOf(key), stack)
      const name = JSON.stringify([key, plan, owner, over])
      let program = programs.get(name)
      if (!program) {
        compiled++
        const graph = addLowRankBranches(buildNetwork(key), componentOf(key), new Map(over.branches))
        const added = graph.parameters.map((parameter) => parameter.name).filter((one) => one.includes('#'))
        program = compileProgram(graph, { ...plan, source, inputs: new Set([...over.fed, ...added]) })
        programs.set(name, program)
        program.catch(() => programs.delete(name))
      }
      return program
    },
    get compiled() {
      return compiled
    },
    async clear() {
      const compiled = await Promise.allSettled(programs.values())
      programs.clear()
      for (const result of compiled) if (result.status === 'fulfilled') await result.value.release()
    },
  }
}
