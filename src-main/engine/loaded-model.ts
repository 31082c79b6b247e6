// A checkpoint on a device: what it is, its parameters, and its programs on demand.
import { AppError } from '../base/errors.ts'
import { sameStamp, type FileStamp } from '../contract/artefact.ts'
import { baseModules } from '../adapters/reading/base-modules.ts'
import { checkpointSource, withVae } from '../architectures/recognising/checkpoint-source.ts'
import type { TextEncoderConfig, VaeConfig } from '../architectures/families/config.ts'
import {
  detectCheckpoint,
  modelOf,
  refineDetection,
  type Detection,
} from '../architectures/recognising/detect.ts'
import { modelModules, type ModelConfig } from '../architectures/modules/modules.ts'
import type { Size } from '../architectures/networks/denoiser.ts'
import { builtInFamilies } from '../architectures/families/families.ts'
import type { Families } from '../architectures/families/family.ts'
import { detectVae, vaeSource } from '../architectures/recognising/vae-file.ts'
import { contentStamp, fileStamp } from '../files/file-stamp.ts'
import { openWeights } from '../files/open-weights.ts'
import { countedSource, type ReadListener } from './runtime/counted-source.ts'
import type { DevicePlan } from './runtime/devices.ts'
import type { Program } from './runtime/program.ts'
import { denoiserKey, type NetworkKey } from './runtime/networks.ts'
import type { ProgramStore } from './runtime/program-store.ts'
import { createAdapterShelf, type AdapterShelf } from './stack/loaded-adapter.ts'
import { createMergeCrew } from './stack/merge-crew.ts'
import { createMergePrograms } from './stack/merge-program.ts'
import { residentParameters, type ResidentParameters } from './runtime/resident-parameters.ts'
import { stackParameters, type StackParameters } from './stack/stack-parameters.ts'

export type NetworkName = 'denoiser' | 'vae-encode' | 'vae-decode'

export type LoadedModel = {
  readonly detection: Detection
  readonly config: ModelConfig
  /** The checkpoint's, with a stack over them. */
  readonly parameters: StackParameters
  /** The checkpoint's own, whatever the stack: what is trained stands on these. */
  readonly pristine: ResidentParameters
  readonly adapters: AdapterShelf
  readonly latentChannels: number
  /** The autoencoder in use: the checkpoint's own, or one chosen apart. Throws `checkpoint/no-vae`. */
  vae(): VaeConfig
  /** The size of the latent matters to denoisers that cannot do with symbolic ones. */
  program(network: NetworkName, latentSize?: Size): Promise<Program>
  /** `words`: with inputs for learned words. */
  textProgram(config: TextEncoderConfig, options: { fromEnd: number; words: boolean }): Promise<Program>
  /**
   * Told how much is in memory whenever something is read: of all that a picture needs, or of the parts that were asked
   * for so far. What is returned ends it.
   */
  watchReading(listener: ReadListener, of: 'picture' | 'asked'): () => void
  /** False when a file changed on disk since it was opened. */
  unchanged(): Promise<boolean>
  /**
   * Which bytes its parameters are. Null for a folder, and for a file that has
   * changed since: some may be the new ones.
   */
  read(): Promise<{ checkpoint: FileStamp | null; vae: FileStamp | null }>
  /**
   * Lets go of all other components, and of programs with the memory they worked in; both come again when they are asked
   * for.
   */
  keepOnly(components: ReadonlySet<string>): Promise<void>
  close(): Promise<void>
}

export type LoadOptions = {
  path: string
  vaePath: string | null
  plan: DevicePlan
  programs: ProgramStore
  families?: Families
}

export async function loadModel({
  path,
  vaePath,
  plan,
  programs,
  families = builtInFamilies,
}: LoadOptions): Promise<LoadedModel> {
  const paths = vaePath === null ? [path] : [path, vaePath]
  const contents = (): Promise<(string | null)[]> => Promise.all(paths.map(contentStamp))
  const before = await contents()
  const stamps = {
    checkpoint: await fileStamp(path),
    vae: vaePath === null ? null : await fileStamp(vaePath),
  }
  const file = await openWeights(path)
  const vaeFile = vaePath === null ? null : await openWeights(vaePath)
  const detection = await refineDetection(detectCheckpoint(file, file.hints, families), file.read)
  const config = modelOf(detection)
  const { latentChannels } = config.denoiser
  const separate = vaeFile && detectVae(vaeFile, { families: [detection.family], latentChannels })
  const checkpoint = checkpointSource(file, detection)
  const source = countedSource(
    vaeFile && separate ? withVae(checkpoint, vaeSource(vaeFile, separate)) : checkpoint,
    partOf,
  )
  const pristine = residentParameters(source, plan.provider)
  const parameters = stackParameters(pristine, {
    programs: createMergePrograms(plan),
    crew: plan.provider === 'webgpu' ? null : createMergeCrew(plan.lowerings),
    branching: plan.resident === 'constants',
  })
  const vae = (): VaeConfig => needVae(separate?.config ?? config.vae)

  const key = (network: NetworkName, size: Size | undefined): NetworkKey =>
    network === 'denoiser' ? denoiserKey(config.denoiser, size) : { network, config: vae() }
  return {
    detection,
    config,
    parameters,
    pristine,
    adapters: createAdapterShelf(baseModules(detection.family, config), families),
    latentChannels,
    vae,
    program: (network, size) => programs.get(key(network, size), plan, source, parameters.shape),
    textProgram: (text, options) =>
      programs.get({ network: 'text', config: text, ...options }, plan, source, parameters.shape),
    watchReading: (listener, of) =>
      source.watch(
        listener,
        of === 'asked' ? [] : [...componentsOf(config)].map((name) => partOf(`${name}.`)),
      ),
    unchanged: async () => JSON.stringify(await contents()) === JSON.stringify(before),
    async read() {
      const now = async (of: string | null, then: FileStamp | null): Promise<FileStamp | null> =>
        of !== null && sameStamp(then, await fileStamp(of)) ? then : null
      return { checkpoint: await now(path, stamps.checkpoint), vae: await now(vaePath, stamps.vae) }
    },
    async keepOnly(components) {
      for (const component of componentsOf(config))
        if (!components.has(component)) parameters.release(component)
      await programs.clear()
    },
    async close() {
      for (const component of componentsOf(config)) parameters.release(component)
      await parameters.close()
      await programs.release(source)
      await file.close()
      await vaeFile?.close()
    },
  }
}

/** What of a model is read as one: its components, and of the autoencoder the half that a picture needs or the other. */
function partOf(name: string): string {
  const isEncoder = name.startsWith('vae.encoder.') || name.startsWith('vae.quant_conv.')
  return isEncoder ? 'vae encoder' : name.slice(0, name.indexOf('.'))
}

function componentsOf(config: ModelConfig): Iterable<string> {
  return new Set([...modelModules(config).keys(), 'vae'])
}

function needVae(config: VaeConfig | null): VaeConfig {
  if (config) return config
  throw new AppError('checkpoint/no-vae')
}
