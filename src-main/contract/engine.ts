// The calls between host and engine, and the news the engine sends while it works (birpc over the fork's channel).
import type { Remark } from '../messages/table.ts'
import type { Artefact, ReadArtefact } from './artefact.ts'
import type { ActedAdapter, Stack } from './adapter.ts'
import type { DeviceName, GenerationRequest, Steered } from './generation.ts'
import type { MemoryPlan, MemoryPlanCall } from './memory-plan.ts'
import type { BakeCall, BakeReport, RewriteCall, RewriteProgress, RewriteReport } from './rewrite.ts'
import type { TaggerCalls } from './tagger.ts'
import type { TrainingCalls, TrainingNews } from './training.ts'

/** A word of a textual inversion file, as prompts call it; `index` counts the words in it. */
export type EmbeddingWord = { name: string; path: string; index: number }
/** The same for an engine: `file` is an artefact. */
export type ArtefactWord = { name: string; file: string; index: number }

export type EngineGenerateCall = {
  jobId: string
  /** `model`, `vae` and every entry's `adapter` are ids of artefacts here. */
  request: GenerationRequest
  artefacts: Artefact[]
  device: DeviceName
  /** Words that the prompts may use, and those that somebody chose, which must fit the model. */
  embeddings?: { found: ArtefactWord[]; chosen: ArtefactWord[] }
  /** False (or absent) draws no previews: nobody looks. */
  previews?: boolean
  /** In place of what the machine has. */
  memoryBytes?: number
  /** True sends each picture's latent along. */
  latents?: boolean
}

/** What a network computes in, where it can. */
export const probePrecisions = ['f32', 'f16'] as const
export const probeKinds = ['text', 'unet', 'vae-encode', 'vae-decode', 'gradients'] as const
/**
 * Runs one compiled network on the named tensors of a safetensors file and writes
 * its outputs, or its gradients, to another.
 */
export type EngineProbeCall = {
  kind: (typeof probeKinds)[number]
  model: string
  vae: string | null
  device: DeviceName
  input: string
  output: string
  clipSkip: number
  stack: Stack
  /** f16 goes without a stack and without gradients. */
  precision: (typeof probePrecisions)[number]
}

/** Seconds of each phase. */
export type PhaseSeconds = { load: number; text: number; denoise: number; decode: number }

/** Sizes in pixels; RGB, 8 bit, row-major. */
export type Pixels = { width: number; height: number; rgb: Uint8Array }

/** An adapter as it acted, by the artefact that was read. */
export type ActedArtefact = Omit<ActedAdapter, 'sha256' | 'autoV3'> & { artefact: string }

/** What the engine knows of how a picture came about. What things are called, and when, is for the host to say. */
export type PictureFacts = {
  runtime: string
  device: string
  architecture: string
  /** Of the batch, from 0. */
  index: number
  /** This picture's own. */
  seed: string
  /** Steps that it really got. */
  stepsDone: number
  /** What acted, entry by entry. */
  adapters: ActedArtefact[]
  embeddings: { name: string; sha256?: string }[]
  steered: Steered[]
  /** The checkpoint, the VAE and the adapters: which bytes they were. */
  read: ReadArtefact[]
}

/** `latent`: [channels, height, width] as the UNet sees it, where the call asked for it. */
export type EnginePicture = {
  pixels: Pixels
  facts: PictureFacts
  latent?: { shape: number[]; data: Float32Array }
}

export type EngineGenerateResult = {
  seconds: PhaseSeconds
  stepsPerSecond: number
  /** True when the run was stopped early and what there was has been decoded. */
  stopped: boolean
  /** The device it ran on. */
  device: string
  warnings: Remark[]
}

/** `keep` decodes what there is of the picture, and the batch goes on; otherwise nothing more comes of it. */
export type StopMode = 'cancel' | 'keep'

export type OpConformance = {
  op: string
  largestError: number
  tolerance: number
  passed: boolean
  lowering: string
}
export type DeviceReport = {
  name: Exclude<DeviceName, 'auto'>
  label: string
  available: boolean
  /** Why not available, or which fallback lowerings were chosen. */
  notes: Remark[]
  memoryBytes?: number
  conformance: OpConformance[]
  checkedAt: string | null
  /** Time for a fixed piece of work, to compare devices with. */
  milliseconds?: number
  /** Version of the runtime that was checked; another version is checked again. */
  runtime?: string
}

/** A full-size UNet with made-up weights, kept in `folder`; no steps measures compiling alone. */
export type EngineBenchmarkCall = {
  /** Id of a family. */
  architecture: string
  folder: string
  steps: number
  batch: number
  /** Height and width of the latent, in latent pixels. */
  latent: number
  tokens: number
  resident: 'inputs' | 'constants'
  /** Lowerings to try instead of the CPU's own, by name. */
  lowerings: Record<string, string>
  /** Measures moving a slider instead: made-up LoRAs over all attention and feed-forward layers. */
  slider?: {
    rank: number
    merges: number
    /** 1×1 convolutions too: 192 modules of SD 1 instead of 160. */
    convolutions: boolean
  }
  /** Measures training steps instead: a LoRA of all attention and feed-forward layers. */
  training?: { rank: number }
}
/** `compileSeconds`: graph, passes, verifying and ONNX bytes; `sessionSeconds`: until the first run can start. */
export type EngineBenchmark = {
  compileSeconds: number
  readSeconds: number
  sessionSeconds: number
  stepSeconds: number[]
  peakBytes: number
  slider?: SliderBenchmark
  training?: TrainingBenchmark
}
/** `readSeconds` of its call holds the whole first step: reading weights, preparing programs. */
export type TrainingBenchmark = {
  modules: number
  /** Numbers that are learned. */
  parameters: number
  /** The network's weights in memory. */
  weightBytes: number
  /** Of every step, the first included. */
  losses: number[]
}
export type SliderBenchmark = {
  modules: number
  /** One adapter's weight moved, until the network can be run. */
  mergeSeconds: number[]
  /** Steps with three adapters, taken in turn with those of `stepSeconds` without any. */
  stackedStepSeconds: number[]
  /** Programs of the network that all these steps took: 1 when a slider rebuilds nothing. */
  programs: number
}

/** What an engine is. */
export type EngineHello = { application: string; runtime: string }

/** Everything but training. */
export type PictureCalls = {
  generate(call: EngineGenerateCall): Promise<EngineGenerateResult>
  stop(jobId: string, mode: StopMode): Promise<void>
  /** The running picture goes on with these weights from its next step; false when it is over. */
  steer(jobId: string, stack: Stack): Promise<boolean>
  /** Every candidate of this machine; `known` reports of the same runtime version are not checked again. */
  devices(known: readonly DeviceReport[]): Promise<DeviceReport[]>
  /** Runs the conformance check of one device again. */
  checkDevice(name: Exclude<DeviceName, 'auto'>): Promise<DeviceReport>
  probe(call: EngineProbeCall): Promise<{ outputs: { name: string; shape: number[] }[]; seconds: number }>
  benchmark(call: EngineBenchmarkCall): Promise<EngineBenchmark>
  /** What a picture of these files would take; nothing but their tables is read. */
  memoryPlan(call: MemoryPlanCall): Promise<MemoryPlan>
  /** Writes a checkpoint with a stack merged into it. `stop` cancels; nothing is left then. */
  bake(call: BakeCall): Promise<BakeReport>
  /** Converts, merges, resizes or extracts an adapter; `stop` cancels. */
  rewrite(call: RewriteCall): Promise<RewriteReport>
  /** That it answers is the sign that it is there. */
  hello(): Promise<EngineHello>
}
export type EngineCalls = PictureCalls & TrainingCalls & TaggerCalls

/** `save` is the host's own: pictures are written there. */
export type GenerationPhase = 'load' | 'text' | 'denoise' | 'decode' | 'save'
export type PreviewImage = Pixels
/** Bytes of a model that is being read; `secondsLeft` is null while its speed says nothing. */
export type LoadProgress = { bytes: number; of: number; secondsLeft: number | null }
export type EngineProgress = {
  jobId: string
  phase: GenerationPhase
  /** Index in the batch of the image that is being made, or of the first of those that are made together. */
  image: number
  /** How many images are made together. */
  together: number
  /** Steps of these images that are done, of `steps`. */
  step: number
  steps: number
  secondsPerStep: number | null
  /** For all that is still to come of the batch. */
  secondsLeft: number | null
  /** While parameters are read for the first time, whatever the phase. */
  loading?: LoadProgress
  preview?: PreviewImage
}

export type PictureNews = {
  progress(progress: EngineProgress): void
  /** A picture is made; the others of its batch may still be to come. */
  picture(jobId: string, picture: EnginePicture): void
  log(level: 'info' | 'warning' | 'error', message: string): void
}

export type RewritingNews = {
  /** How far a baking or rewriting has come. */
  rewriting(jobId: string, progress: RewriteProgress): void
}

export type EngineNews = PictureNews &
  RewritingNews & {
    training(runId: string, news: TrainingNews): void
  }
