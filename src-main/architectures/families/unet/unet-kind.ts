// The UNet as the denoiser of a family: where it lies in files, and how its sizes are read.
import { unetDenoiser } from '../../networks/unet-denoiser.ts'
import { outlineUNet, readUNet, type UNetRules } from '../../sizes/read-unet.ts'
import type { DenoiserKind } from '../family.ts'
import { unetLayouts } from './layouts.ts'

export function unetKind(rules: UNetRules): DenoiserKind {
  return {
    component: 'unet',
    layouts: unetLayouts,
    read: (table, layout, pooledWidth) => unetDenoiser(readUNet(table, layout, rules, pooledWidth)),
    describe(table, layout) {
      const { contextWidth } = outlineUNet(table, layout)
      return contextWidth === null
        ? 'a UNet that takes no text'
        : `a UNet of another family (its conditioning is ${contextWidth} wide)`
    },
  }
}
