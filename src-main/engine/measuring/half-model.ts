// A model in half precision beside the one that is loaded: for measuring how far it is from f32.
import type { Graph } from '../../graph/ir.ts'
import type { HalfRules, Width } from '../../graph/precision/policy.ts'
import type { HeldModel } from '../held-model.ts'
import type { LoadedModel } from '../loaded-model.ts'
import { buildNetwork, type NetworkKey } from '../runtime/networks.ts'
import { compileProgram, type Program } from '../runtime/program.ts'
import { residentParameters } from '../runtime/resident-parameters.ts'

/**
 * The model with its own programs and parameters while `work` runs, without a stack. Parameters that the file has in f16
 * stay so, all others are f32 and are cast where they are used; what the family says half cannot hold stays in f32.
 */
export async function withHalfModel<Result>(
  { model, plan }: HeldModel,
  work: (model: LoadedModel) => Promise<Result>,
): Promise<Result> {
  const { source } = model.pristine
  const { beyondHalf } = model.detection.family
  const programs: Program[] = []
  const stored = (name: string): Width => {
    const isWide = beyondHalf.has('autoencoder') && name.startsWith('vae.')
    return source.get(name)?.dtype === 'f16' && !isWide ? 'f16' : 'f32'
  }
  const parameters = residentParameters(source, 'cpu', stored)

  async function compiled(key: NetworkKey): Promise<Program> {
    const graph: Graph = buildNetwork(key)
    const attention: Width = key.network === 'denoiser' && beyondHalf.has('scores') ? 'f32' : 'f16'
    const half: HalfRules = { stored, attention }
    const isWide = key.network.startsWith('vae-') && beyondHalf.has('autoencoder')
    const { provider, lowerings } = plan
    const program = await compileProgram(graph, { provider, lowerings, ...(isWide ? {} : { half }) })
    programs.push(program)
    return program
  }
  try {
    return await work({
      ...model,
      parameters: { ...model.parameters, feeds: (names) => parameters.feeds(names) },
      program: (network) =>
        compiled(
          network === 'denoiser'
            ? { network, denoiser: model.config.denoiser }
            : { network, config: model.vae() },
        ),
      textProgram: (config, options) => compiled({ network: 'text', config, ...options }),
    })
  } finally {
    for (const program of programs) await program.release()
  }
}
