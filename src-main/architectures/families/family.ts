// Everything that is particular to one family of networks, as one value: code that meets a model asks its family.
import type { FamilyFacts } from '../../contract/families.ts'
import type { NoiseSchedule } from '../../sampling/noise-schedule.ts'
import type { Remark } from '../../messages/table.ts'
import type { Parameterisation } from '../../sampling/parameterisation.ts'
import type { SamplingProfile } from '../../sampling/profiles/sampling-profile.ts'
import type { Module } from '../modules/module.ts'
import type { ModelConfig } from '../modules/modules.ts'
import type { Denoiser } from '../networks/denoiser.ts'
import type { SettingRules } from '../recognising/folder-settings.ts'
import type { ComponentLayout, LayoutCandidate } from '../recognising/layout.ts'
import type { Prediction, PredictionHints } from '../recognising/prediction.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'
import type { Variant } from '../recognising/variants.ts'
import type { AdapterHabits } from './adapter-habits.ts'
import type { Component } from './component.ts'
import type { TextEncoderConfig } from './config.ts'

export type Family = FamilyFacts & {
  readonly components: {
    readonly denoiser: DenoiserKind
    /** Their outputs stand side by side in this order. */
    readonly encoders: readonly EncoderKind[]
    readonly decoder: DecoderKind
  }
  /** What of this family a file is; null for files of others. Asked where a denoiser of this kind is in the file. */
  recognise(look: FileLook): FamilyMatch | null
  /** What its networks may predict, by name. */
  readonly parameterisations: Readonly<Record<string, Parameterisation>>
  /** Which of them this one does, as far as names and metadata tell. */
  predict(table: TensorTable, hints: PredictionHints): Prediction
  /** Values that settle what names leave open. */
  readonly predictionProbe: PredictionProbe | null
  /** Whether no unwanted words at all may stand for zeros instead of an encoded empty text. */
  readonly emptyIsZero: boolean
  /** What of its networks half precision cannot hold: scores of attention, or what happens inside the autoencoder. */
  readonly beyondHalf: ReadonlySet<'scores' | 'autoencoder'>
  /** What a diffusers folder may say of its networks. */
  readonly folderSettings: SettingRules
  /** What the file says of the noise its network was trained with. */
  noiseOf(table: TensorTable): NoiseFacts
  /** The noise levels its networks were trained with. */
  noiseSchedule(noise: NoiseFacts, profile: SamplingProfile): NoiseSchedule
  /** Side of a square picture, in pixels, when nothing else is said. */
  defaultSide(prediction: string): number
  /** Index into the names of the family's blocks; null for what no block weight reaches. */
  blockOf(component: Component, module: Module): number | null
  readonly adapters: AdapterHabits
  /** The published networks: full size, for measuring, and to tell whose modules an adapter names. */
  readonly published: ModelConfig
}

/** What a file says of the noise its network was trained with. */
export type NoiseFacts = {
  /** Whether the last level is practically pure noise. */
  readonly zeroTerminalSnr: boolean
  /** β at each timestep, where the file says other than the family's. */
  readonly betas?: readonly number[]
}

/** Families in the order in which they are asked. */
export type Families = readonly Family[]

/** A file as a family looks at it. */
export type FileLook = {
  readonly table: TensorTable
  /** Where the family's components are in the file; those that are not there are left out. */
  readonly layouts: ReadonlyMap<Component, ComponentLayout>
}

export type FamilyMatch = {
  readonly variant: Variant
  readonly why: Remark
  /** False where only habits speak for it: a family that is sure goes before. */
  readonly isSure: boolean
}

export type DenoiserKind = {
  readonly component: Component
  readonly layouts: readonly LayoutCandidate[]
  /** `pooledWidth`: of the encoder that pools, where there is one. Throws `checkpoint/unusual-sizes`. */
  read(table: TensorTable, layout: ComponentLayout, pooledWidth: number | null): Denoiser
  /** Of a file that no family claims; `labels`: those of the families there are. */
  refuse(table: TensorTable, layout: ComponentLayout, labels: readonly string[]): Remark
}

export type EncoderKind = {
  readonly layouts: readonly LayoutCandidate[]
  readonly rule: TextEncoderRule
}

/** What shapes cannot tell of a text encoder. */
export type TextEncoderRule = Pick<
  TextEncoderConfig,
  'component' | 'activation' | 'dropped' | 'outputFromEnd' | 'outputNorm' | 'padding' | 'tokenizer'
> & {
  readonly pooled: boolean
  /** Blocks the published network was trained with, the dropped ones included. */
  readonly trainedLayers?: number
}

export type DecoderKind = {
  readonly component: Component
  readonly layouts: readonly LayoutCandidate[]
  readonly latentScale: number
}

export type PredictionProbe = {
  /** Canonical name of the parameter to look at. */
  readonly parameter: string
  decide(values: Float32Array): Prediction
}
