// The sizes of a whole model: denoiser, text encoders and autoencoder, and whether they fit each other.
import type { ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import type { Component } from '../families/component.ts'
import type { DecoderKind, Family } from '../families/family.ts'
import type { ModelConfig } from '../modules/modules.ts'
import { textModules } from '../networks/clip-text.ts'
import { settingsFileOf, settingsOf } from '../recognising/folder-settings.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'
import { requireBuildable } from './buildable.ts'
import { readTextEncoder } from './read-text.ts'
import { readVae } from './read-vae.ts'

/** All sizes, or why they do not make a model. Throws `checkpoint/unusual-sizes` and `vae/unusual-sizes`. */
export function readModel(
  table: TensorTable,
  { label, components }: Family,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): ModelConfig | ErrorReport {
  const { denoiser: kind, encoders, decoder } = components
  const absent = encoders.filter(({ rule }) => !layouts.has(rule.component))
  const denoiserLayout = layouts.get(kind.component)
  if (absent.length > 0 || denoiserLayout === undefined) {
    return remark('checkpoint/missing-encoders', { family: label, count: absent.length })
  }
  const textEncoders = encoders.flatMap(({ rule }) => {
    const layout = layouts.get(rule.component)
    return layout === undefined ? [] : [readTextEncoder(table, layout, rule)]
  })
  for (const encoder of textEncoders) requireBuildable('encoder', () => textModules(encoder))
  const pooledWidth = textEncoders.find((encoder) => encoder.pooledWidth !== null)?.pooledWidth ?? null
  const denoiser = kind.read(table, denoiserLayout, pooledWidth)
  requireBuildable('denoiser', () => denoiser.modules())
  const conditioned = textEncoders.reduce((sum, encoder) => sum + encoder.width, 0)
  if (conditioned !== denoiser.contextWidth) {
    const facts = { takes: denoiser.contextWidth, makes: conditioned, family: label }
    return remark('checkpoint/text-of-other-width', facts)
  }
  const vaeLayout = layouts.get(decoder.component)
  const vae = vaeLayout === undefined ? null : readVae(table, vaeLayout, latentScaleOf(table, decoder))
  if (vae !== null && vae.latentChannels !== denoiser.latentChannels) {
    const facts = { vae: vae.latentChannels, denoiser: denoiser.latentChannels, family: label }
    return remark('checkpoint/vae-of-other-channels', facts)
  }
  return { denoiser, textEncoders, vae }
}

function latentScaleOf(table: TensorTable, { component, latentScale }: DecoderKind): number {
  const said = settingsOf(table, settingsFileOf(component))['scaling_factor']
  return typeof said === 'number' ? said : latentScale
}
