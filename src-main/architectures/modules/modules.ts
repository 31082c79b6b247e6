// The networks of a model, with their sizes, and every parametric module of it by component.
import type { Component } from '../families/component.ts'
import type { TextEncoderConfig, VaeConfig } from '../families/config.ts'
import { vaeModules } from '../networks/autoencoder.ts'
import { textModules } from '../networks/clip-text.ts'
import type { Denoiser } from '../networks/denoiser.ts'
import type { Module } from './module.ts'

export type ModelConfig = {
  readonly denoiser: Denoiser
  /** Their outputs stand side by side in this order. */
  readonly textEncoders: readonly TextEncoderConfig[]
  /** Null when the file holds no autoencoder. */
  readonly vae: VaeConfig | null
}

export function modelModules({
  denoiser,
  textEncoders,
  vae,
}: ModelConfig): Map<Component, readonly Module[]> {
  const modules = new Map<Component, readonly Module[]>([[denoiser.component, denoiser.modules()]])
  for (const encoder of textEncoders) modules.set(encoder.component, textModules(encoder))
  if (vae !== null) modules.set('vae', vaeModules(vae))
  return modules
}
