// The sizes of a whole model: UNet, text encoders and VAE, and whether they fit each other.
import type { ErrorReport } from '../../base/errors.ts'
import type { Architecture, Component } from '../families/config.ts'
import { families } from '../families/families.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import type { ModelConfig } from '../modules/modules.ts'
import { readTextEncoder } from './read-text.ts'
import { readUNet } from './read-unet.ts'
import { readVae } from './read-vae.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'

/** All sizes, or why they do not make a model. */
export function readModel(
  table: TensorTable,
  architecture: Architecture,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): ModelConfig | ErrorReport {
  const family = families[architecture]
  const absent = family.textEncoders.filter(({ component }) => !layouts.has(component))
  const unetLayout = layouts.get('unet')
  if (absent.length > 0 || unetLayout === undefined) {
    const what = absent.length === 1 ? 'a text encoder is' : 'its text encoders are'
    return {
      code: 'checkpoint/missing-tensors',
      message: `This file holds a UNet of ${family.label}, but ${what} missing.`,
      hint: 'Choose the complete checkpoint.',
    }
  }
  const textEncoders = family.textEncoders.flatMap((rule) => {
    const layout = layouts.get(rule.component)
    return layout === undefined ? [] : [readTextEncoder(table, layout, rule)]
  })
  const pooledWidth = textEncoders.find((encoder) => encoder.pooledWidth !== null)?.pooledWidth ?? null
  const vaeLayout = layouts.get('vae')
  const unet = readUNet(table, unetLayout, family, pooledWidth)
  const conditioned = textEncoders.reduce((sum, encoder) => sum + encoder.width, 0)
  if (conditioned !== unet.contextWidth) {
    return {
      code: 'checkpoint/wrong-architecture',
      message: `The UNet of this file takes conditioning ${unet.contextWidth} wide, but its text makes ${conditioned}.`,
      hint: 'Choose a checkpoint of SD 1.x, SD 2.x or SDXL.',
    }
  }
  return {
    unet,
    textEncoders,
    vae: vaeLayout === undefined ? null : readVae(table, vaeLayout, family.latentScale),
  }
}
