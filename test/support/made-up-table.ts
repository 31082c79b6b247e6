// Tables of contents of checkpoints that exist nowhere: names and shapes of a model in a chosen layout, no values.
import type { Component } from '../../src-main/architectures/families/component.ts'
import type { ComponentLayout } from '../../src-main/architectures/recognising/layout.ts'
import { parametersOf } from '../../src-main/architectures/modules/module.ts'
import { modelModules } from '../../src-main/architectures/modules/modules.ts'
import { tensorReference } from '../../src-main/architectures/modules/parameter-names.ts'
import type { TensorEntry, TensorTable } from '../../src-main/architectures/recognising/tensor-table.ts'
import type { DType } from '../../src-main/base/dtype.ts'
import { modelOfSizes, type Sizes } from './families.ts'

export type Layouts = Partial<Record<Component, ComponentLayout>>

const single = (prefix: string): ComponentLayout => ({ style: 'single', prefix })
const canonical = (prefix: string): ComponentLayout => ({ style: 'canonical', prefix })

export const singleFile = {
  sd1: {
    unet: single('model.diffusion_model.'),
    text_encoder: canonical('cond_stage_model.transformer.'),
    vae: single('first_stage_model.'),
  },
  sd2: {
    unet: single('model.diffusion_model.'),
    text_encoder: single('cond_stage_model.model.'),
    vae: single('first_stage_model.'),
  },
  sdxl: {
    unet: single('model.diffusion_model.'),
    text_encoder: canonical('conditioner.embedders.0.transformer.'),
    text_encoder_2: single('conditioner.embedders.1.model.'),
    vae: single('first_stage_model.'),
  },
} as const satisfies Record<string, Layouts>

export const folder: Layouts = {
  unet: canonical('unet.'),
  text_encoder: canonical('text_encoder.'),
  text_encoder_2: canonical('text_encoder_2.'),
  vae: canonical('vae.'),
}

export type MutableTable = TensorTable & {
  readonly tensors: Map<string, TensorEntry>
  readonly metadata: Map<string, string>
}

/** Components without a layout are left out. */
export function madeUpTable(sizes: Sizes, layouts: Layouts, dtype: DType = 'f16'): MutableTable {
  const tensors = new Map<string, TensorEntry>()
  for (const [component, modules] of modelModules(modelOfSizes(sizes))) {
    const layout = layouts[component]
    if (layout === undefined) continue
    for (const spec of parametersOf(component, modules)) {
      const { tensor, rows, transposed } = tensorReference(spec, layout)
      const [first = 0, ...others] = spec.shape
      const whole = rows === undefined ? spec.shape : [3 * first, ...others]
      tensors.set(tensor, { dtype, shape: transposed === true ? whole.toReversed() : whole })
    }
  }
  return { tensors, metadata: new Map() }
}

/** The same table without the tensors whose names match. */
export function without(table: MutableTable, pattern: RegExp): MutableTable {
  const tensors = new Map([...table.tensors].filter(([name]) => !pattern.test(name)))
  return { tensors, metadata: new Map(table.metadata) }
}
