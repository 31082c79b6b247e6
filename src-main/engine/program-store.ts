// Compiled programs in memory, shared by every checkpoint whose networks have the same sizes.
import { buildVaeDecoder, buildVaeEncoder } from '../architectures/autoencoder.ts'
import { buildTextEncoder } from '../architectures/clip-text.ts'
import type { TextEncoderConfig, UNetConfig, VaeConfig } from '../architectures/config.ts'
import { buildUNet, type UNetSize } from '../architectures/unet.ts'
import type { Profile } from '../contract/generation.ts'
import type { Graph } from '../graph/ir.ts'
import type { ParameterSource } from '../graph/parameter-source.ts'
import type { DevicePlan } from './devices.ts'
import { compileProgram, type Program } from './program.ts'

/** One network with everything its graph depends on. */
export type NetworkKey =
  | { network: 'unet'; config: UNetConfig; size?: UNetSize }
  | { network: 'text'; config: TextEncoderConfig; clipSkip: number; profile: Profile }
  | { network: 'vae-encode' | 'vae-decode'; config: VaeConfig }

export type ProgramStore = {
  /** `fed`: parameters that are inputs even where the others are constants, because a stack changes them. */
  get(key: NetworkKey, plan: DevicePlan, source: ParameterSource, fed?: ReadonlySet<string>): Promise<Program>
  /** Programs compiled so far. */
  readonly compiled: number
  clear(): Promise<void>
}

export function buildNetwork(key: NetworkKey): Graph {
  switch (key.network) {
    case 'unet':
      return buildUNet(key.config, key.size)
    case 'text':
      return buildTextEncoder(key.config, { clipSkip: key.clipSkip, profile: key.profile })
    case 'vae-encode':
      return buildVaeEncoder(key.config)
    case 'vae-decode':
      return buildVaeDecoder(key.config)
  }
}

export function createProgramStore(): ProgramStore {
  const programs = new Map<string, Promise<Program>>()
  let compiled = 0
  return {
    get(key, plan, source, fed) {
      // Constants belong to one checkpoint; inputs fit every checkpoint of these sizes.
      const owner = plan.resident === 'inputs' ? null : source.id
      const component = key.network === 'text' ? key.config.component : key.network
      const inputs = owner === null ? [] : [...(fed ?? [])].filter((name) => name.startsWith(`${component}.`))
      const name = JSON.stringify([key, plan, owner, inputs])
      let program = programs.get(name)
      if (!program) {
        compiled++
        program = compileProgram(buildNetwork(key), {
          ...plan,
          source,
          ...(inputs.length > 0 ? { inputs: new Set(inputs) } : {}),
        })
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
