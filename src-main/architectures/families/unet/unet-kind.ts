// The UNet as the denoiser of a family: where it lies in files, and how its sizes are read.
import { remark } from '../../../messages/table.ts'
import { unetDenoiser } from '../../networks/unet-denoiser.ts'
import { outlineUNet, readUNet, type UNetRules } from '../../sizes/read-unet.ts'
import type { DenoiserKind } from '../family.ts'
import { unetLayouts } from './layouts.ts'

export function unetKind(rules: UNetRules): DenoiserKind {
  return {
    component: 'unet',
    layouts: unetLayouts,
    read: (table, layout, pooledWidth) => unetDenoiser(readUNet(table, layout, rules, pooledWidth)),
    refuse(table, layout, families) {
      const { contextWidth: width } = outlineUNet(table, layout)
      return width === null
        ? remark('checkpoint/takes-no-text', { families })
        : remark('checkpoint/other-conditioning', { width, families })
    },
  }
}
