// The calls that write a checkpoint or an adapter anew, and what they report. Nothing is changed in place.
import type { Remark } from '../messages/table.ts'
import type { Stack } from './adapter.ts'
import type { MadeFrom } from './made-from.ts'

/** Paths are absolute everywhere below; `output` is a `.safetensors` file apart from those read. */
export type BakeCall = {
  jobId: string
  model: string
  stack: Stack
  output: string
  /** True refuses to replace a file that is there (`disk/file-there`), whenever it came. */
  isNew?: boolean
  /** Written into the metadata; without it the header stays as it is, byte for byte. */
  sources?: readonly MadeFrom[]
}

export type BakeReport = {
  output: string
  /** Parameters of the networks that came out different, and tensors copied byte for byte. */
  changed: number
  kept: number
  /** Of the file that was written. */
  sizeBytes: number
  /** How long it took. */
  seconds: number
  warnings: Remark[]
}

export const writtenDialects = ['kohya', 'peft', 'diffusers'] as const
export const writtenTypes = ['f32', 'f16', 'bf16'] as const
export type WrittenType = (typeof writtenTypes)[number]

export type WeightedAdapter = {
  path: string
  weight: number
  textWeight: number | null
  /** As a stack's; left out for all 1. */
  blockWeights?: number[] | null
}

/** What a rewriting does at a moment; `text` compares text encoders, `prove` the file that was written. */
export type RewritePhase = 'hash' | 'bake' | 'copy' | 'merge' | 'resize' | 'extract' | 'text' | 'prove'
/** Files, parameters or modules, whatever the phase goes through. */
export type RewriteProgress = {
  phase: RewritePhase
  done: number
  of: number
  /** Of this phase; null where its first piece takes as long as all. */
  secondsLeft: number | null
}

/** As `adapters/rank-choice` says. */
export type RankRule = {
  rank: number
  criterion: { by: 'ratio' | 'frobenius' | 'cumulative'; value: number } | null
}

export type AdapterRewrite =
  | { kind: 'convert'; input: string; to: (typeof writtenDialects)[number] }
  | { kind: 'merge'; inputs: WeightedAdapter[] }
  | ({ kind: 'resize'; input: string } & RankRule)
  | ({
      kind: 'extract'
      base: string
      tuned: string
      /** With the 3×3 convolutions. */
      convolutions: boolean
      /** Quantile, 0–1, above which factors are cut off; null cuts nothing. */
      clamp: number | null
      /** The text encoder is left out unless a weight of it differs by more than this. */
      textThreshold: number
    } & RankRule)

export type RewriteCall = {
  jobId: string
  output: string
  /** As in `BakeCall`. */
  isNew?: boolean
  /** The checkpoint whose modules the adapters name; null for the published sizes of their family. */
  model: string | null
  /** Null keeps the type of what is read. */
  dtype: WrittenType | null
  work: AdapterRewrite
  /** Where they are known already; else the files are hashed. */
  sources?: readonly MadeFrom[]
}

export type RewrittenModule = {
  /** `unet.conv_in`. */
  name: string
  kind: string
  rank: number | null
  /** The share, 0–1, of the change's energy (Σσ²) that is left. */
  kept: number
}

export type RewriteReport = {
  output: string
  kind: AdapterRewrite['kind']
  dialect: string
  dtype: WrittenType
  modules: RewrittenModule[]
  /**
   * The largest |ΔW wanted − ΔW written| of all elements, from the file as it was read again, and the largest |ΔW|
   * wanted. Where factors are cut on purpose this is what the cut took away.
   */
  largestError: number
  largestDelta: number
  /** Of the file that was written. */
  sizeBytes: number
  /** How long it took. */
  seconds: number
  warnings: Remark[]
}
