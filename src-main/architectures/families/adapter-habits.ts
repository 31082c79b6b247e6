// How the adapters of a family are called and described by those who make them.
import type { ForeignModel } from '../../messages/adapter.ts'
import type { HabitReason } from '../../messages/recognition.ts'
import type { Component } from './component.ts'

export type AdapterHabits = {
  /**
   * Metadata of trainers that names this family. The same key has the same
   * place in every family, most reliable first.
   */
  readonly claims: readonly MetadataClaim[]
  /** Names that only this family's files have. */
  readonly names: readonly NameHabit[]
  /** What speaks for it when neither shapes nor names do. */
  readonly lastHope: NameHabit | null
  /** A relative whose names are the same, for the refusal. */
  relative(module: { readonly path: string }, shape: readonly number[] | undefined): ForeignModel | null
  /** OMI's and ComfyUI's short names of a text encoder (`clip_l`). */
  readonly shortNames: Readonly<Record<Component, readonly string[]>>
  /** kohya's prefixes of a component's modules; the first is written. */
  readonly kohyaPrefixes: Readonly<Record<Component, readonly string[]>>
  /** Whether kohya calls the denoiser's modules by their single-file names. */
  readonly kohyaSingleNames: boolean
  /** Whether LyCORIS finds the layers outside of the blocks. */
  readonly lycorisOuterLayers: boolean
  readonly metadata: AdapterMetadata
  /** Most special first. */
  readonly baseLines: readonly BaseLine[]
}

export type MetadataClaim = { readonly key: string; readonly pattern: RegExp }

export type NameHabit = {
  readonly pattern: RegExp
  readonly why: HabitReason
}

/** What is written into the metadata of an adapter: kohya-ss library/model_util.py, sai_model_spec.py. */
export type AdapterMetadata = {
  readonly version: string
  readonly specification: string
  readonly implementation: string
  readonly side: number
  readonly isVersion2: boolean
  /** Whether the layer of the text encoder is told. */
  readonly encoderLayer: boolean
}

/** Models of one family whose adapters work on each other's checkpoints only more or less. */
export type BaseLine = {
  readonly name: string
  /** Matches names of checkpoints: file stems, titles, addresses, words of catalogs. */
  readonly names: RegExp
  /** SHA-256 of well-known files of the line. */
  readonly sha256?: readonly string[]
  /** Their eight-digit hashes of old. */
  readonly autoV1?: readonly string[]
}
