// Which generator stands behind a noise source's name.
import type { NormalGenerator } from './normal-generator.ts'
import { PhiloxGenerator } from './philox.ts'
import { TorchCpuGenerator } from './torch-cpu.ts'

const generators = { cpu: TorchCpuGenerator, nv: PhiloxGenerator } as const

/** `cpu` is PyTorch's CPU generator, `nv` Philox as on NVIDIA cards; the seed is an unsigned 64-bit number. */
export function createGenerator(source: keyof typeof generators, seed: bigint): NormalGenerator {
  return new generators[source](seed)
}
