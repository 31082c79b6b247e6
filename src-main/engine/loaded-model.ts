// A checkpoint on a device: what it is, its parameters, and its programs on demand.
import { stat } from 'node:fs/promises'
import { AppError } from '../base/errors.ts'
import { baseModules } from '../adapters/reading/base-modules.ts'
import { checkpointSource, withVae } from '../architectures/recognising/checkpoint-source.ts'
import type { TextEncoderConfig, VaeConfig } from '../architectures/families/config.ts'
import {
  detectCheckpoint,
  modelOf,
  refineDetection,
  type Detection,
} from '../architectures/recognising/detect.ts'
import type { ModelConfig } from '../architectures/modules/modules.ts'
import { families } from '../architectures/families/families.ts'
import { detectVae, vaeSource } from '../architectures/recognising/vae-file.ts'
import { openWeights } from '../files/open-weights.ts'
import type { ParameterSource } from '../graph/parameter-source.ts'
import type { DevicePlan } from './runtime/devices.ts'
import type { Program } from './runtime/program.ts'
import type { NetworkKey } from './runtime/networks.ts'
import type { ProgramStore } from './runtime/program-store.ts'
import { createAdapterShelf, type AdapterShelf } from './stack/loaded-adapter.ts'
import { createMergeCrew } from './stack/merge-crew.ts'
import { createMergePrograms } from './stack/merge-program.ts'
import { residentParameters, type ResidentParameters } from './runtime/resident-parameters.ts'
import { stackParameters, type StackParameters } from './stack/stack-parameters.ts'

export type NetworkName = 'unet' | 'vae-encode' | 'vae-decode'

export type LoadedModel = {
  readonly detection: Detection
  readonly config: ModelConfig
  /** The checkpoint's, with a stack over them. */
  readonly parameters: StackParameters
  /** The checkpoint's own, whatever the stack: what is trained stands on these. */
  readonly pristine: ResidentParameters
  readonly adapters: AdapterShelf
  readonly latentScale: number
  readonly latentChannels: number
  /** Sizes of the latent, where a program depends on them (UNets whose levels do not halve evenly). */
  program(network: NetworkName, latentSize?: LatentSize): Promise<Program>
  /** `words`: with inputs for learned words. */
  textProgram(config: TextEncoderConfig, options: { fromEnd: number; words: boolean }): Promise<Program>
  /** False when a file changed on disk since it was opened. */
  unchanged(): Promise<boolean>
  close(): Promise<void>
}
export type LatentSize = { readonly height: number; readonly width: number }

export type LoadOptions = { path: string; vaePath: string | null; plan: DevicePlan; programs: ProgramStore }

export async function loadModel({ path, vaePath, plan, programs }: LoadOptions): Promise<LoadedModel> {
  const paths = vaePath === null ? [path] : [path, vaePath]
  const before = await fileStamps(paths)
  const file = await openWeights(path)
  const vaeFile = vaePath === null ? null : await openWeights(vaePath)
  const detection = await refineDetection(detectCheckpoint(file, file.hints), file.read)
  const config = modelOf(detection)
  const separate = vaeFile && detectVae(vaeFile, families[detection.architecture].latentScale)
  const checkpoint = checkpointSource(file, detection)
  const source: ParameterSource =
    vaeFile && separate ? withVae(checkpoint, vaeSource(vaeFile, separate)) : checkpoint
  const pristine = residentParameters(source, plan.provider)
  const parameters = stackParameters(pristine, {
    programs: createMergePrograms(plan),
    crew: plan.provider === 'webgpu' ? null : createMergeCrew(plan.lowerings),
    branching: plan.resident === 'constants',
  })
  const vaeConfig = separate?.config ?? config.vae

  const key = (network: NetworkName, size: LatentSize | undefined): NetworkKey => {
    if (network !== 'unet') return { network, config: needVae(vaeConfig) }
    return { network, config: config.unet, ...(size && !halvesEvenly(size, config) ? { size } : {}) }
  }
  return {
    detection,
    config,
    parameters,
    pristine,
    adapters: createAdapterShelf(baseModules(detection.architecture, config)),
    latentScale: vaeConfig?.latentScale ?? 1,
    latentChannels: config.unet.outChannels,
    program: (network, size) => programs.get(key(network, size), plan, source, parameters.shape),
    textProgram: (text, options) =>
      programs.get({ network: 'text', config: text, ...options }, plan, source, parameters.shape),
    unchanged: async () => JSON.stringify(await fileStamps(paths)) === JSON.stringify(before),
    async close() {
      for (const component of ['unet', 'text_encoder', 'text_encoder_2', 'vae']) parameters.release(component)
      await parameters.close()
      await programs.release(source)
      await file.close()
      await vaeFile?.close()
    },
  }
}

/** Every level of the UNet halves the latent; where that leaves no remainder, one program serves every size. */
function halvesEvenly({ height, width }: LatentSize, { unet }: ModelConfig): boolean {
  const factor = 2 ** (unet.channels.length - 1)
  return height % factor === 0 && width % factor === 0
}

function needVae(config: VaeConfig | null): VaeConfig {
  if (config) return config
  throw new AppError('checkpoint/no-vae', 'This checkpoint has no VAE of its own.', {
    hint: 'Choose a VAE file: in "VAE, clip skip, noise source", or with --vae.',
  })
}

async function fileStamps(paths: readonly string[]): Promise<(readonly [number, number] | null)[]> {
  return Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size, mtimeMs }) => [size, mtimeMs] as const,
        () => null,
      ),
    ),
  )
}
