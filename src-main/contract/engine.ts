// The calls between host and engine, and the news the engine sends while it works (birpc over the fork's channel).
import type { ErrorReport } from '../base/errors.ts'
import type { DeviceName, GenerationRequest, PictureRecord } from './generation.ts'

export type EngineGenerateCall = {
  jobId: string
  /** `model` and `vae` are absolute paths here. */
  request: GenerationRequest
  device: DeviceName
  /** One absolute path per picture of the batch; the engine writes a temporary name beside it and renames. */
  outputs: string[]
  /** Latents (batch, 4, h, w) are also written here when set. */
  latentOutput?: string
  modelName: string
  /** sha256 of the checkpoint when the host knows it; goes into the infotext. */
  modelSha256?: string
}

export type PhaseSeconds = { load: number; text: number; denoise: number; decode: number; save: number }

export type EnginePicture = { path: string; record: PictureRecord; width: number; height: number }

export type EngineGenerateResult = {
  pictures: EnginePicture[]
  seconds: PhaseSeconds
  stepsPerSecond: number
  /** True when the run was stopped early and what there was has been decoded. */
  stopped: boolean
  warnings: string[]
}

/** `keep` decodes what there is; otherwise nothing is written. */
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
  note: string
  memoryBytes?: number
  conformance: OpConformance[]
  checkedAt: string | null
}

export type EngineCalls = {
  generate(call: EngineGenerateCall): Promise<EngineGenerateResult>
  stop(jobId: string, mode: StopMode): Promise<void>
  devices(): Promise<DeviceReport[]>
  /** Runs the conformance check of one device again. */
  checkDevice(name: Exclude<DeviceName, 'auto'>): Promise<DeviceReport>
  /** Drops resident parameters and programs. */
  unload(): Promise<void>
}

export type GenerationPhase = 'load' | 'text' | 'denoise' | 'decode' | 'save'
export type PreviewImage = { width: number; height: number; /** RGB, 8 bit, row-major */ rgb: Uint8Array }
export type EngineProgress = {
  jobId: string
  phase: GenerationPhase
  /** Index of the image of the batch being worked on when images run one after the other; else 0. */
  image: number
  step: number
  steps: number
  secondsPerStep: number | null
  secondsLeft: number | null
  preview?: PreviewImage
}

export type EngineNews = {
  progress(progress: EngineProgress): void
  log(level: 'info' | 'warning' | 'error', message: string): void
}

/** Errors cross as reports inside a rejected call's message; see base/errors. */
export type EngineFailure = ErrorReport
