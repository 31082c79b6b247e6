// Every parametric module of a model by component, from its sizes.
import type { Component, TextEncoderConfig, UNetConfig, VaeConfig } from '../families/config.ts'
import { parametersOf, type Module, type ParameterSpec } from './module.ts'
import { textModules } from './text-modules.ts'
import { unetModules } from './unet-modules.ts'
import { vaeModules } from './vae-modules.ts'

export type ModelConfig = {
  readonly unet: UNetConfig
  readonly textEncoders: readonly TextEncoderConfig[]
  /** Null when the file holds no autoencoder. */
  readonly vae: VaeConfig | null
}

export function modelModules(config: ModelConfig): Map<Component, readonly Module[]> {
  const modules = new Map<Component, readonly Module[]>([['unet', unetModules(config.unet)]])
  for (const encoder of config.textEncoders) modules.set(encoder.component, textModules(encoder))
  if (config.vae !== null) modules.set('vae', vaeModules(config.vae))
  return modules
}

/** Every parameter of the model, by canonical name. */
export function modelParameters(config: ModelConfig): Map<string, ParameterSpec> {
  const parameters = new Map<string, ParameterSpec>()
  for (const [component, modules] of modelModules(config)) {
    for (const parameter of parametersOf(component, modules)) parameters.set(parameter.name, parameter)
  }
  return parameters
}
