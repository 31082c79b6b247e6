// Every tensor of a checkpoint accounted for: used by a parameter, an EMA copy, known clutter, or left over.
import type { ErrorReport } from '../../base/errors.ts'
import type { Component } from '../families/component.ts'
import type { ComponentLayout } from './layout.ts'
import { modelModules, type ModelConfig } from '../modules/modules.ts'
import { parametersOf } from '../modules/module.ts'
import { resolveParameters, type Misshapen, type Resolution, type ResolvedParameter } from './resolve.ts'
import { elementCount } from '../../base/shape.ts'
import type { TensorTable } from './tensor-table.ts'

export type TensorAccount = Resolution & {
  readonly emaCount: number
  /** Tensors that are known and that no picture needs. */
  readonly clutterCount: number
  /** Tensors nothing asked for. */
  readonly leftovers: readonly string[]
  /** Those among them that make another network of the one they lie in than its sizes say. */
  readonly unplaced: readonly string[]
  readonly parameterCounts: ReadonlyMap<Component, number>
}

const ema = /^model_ema\./
const clutterPatterns: readonly RegExp[] = [
  /^(model\.)?(alphas_cumprod|betas|sqrt_|log_one_minus|posterior_|logvar|lvlb_weights|scale_factor)/,
  /^(global_step|epoch|v_pred|ztsnr|edm_)/,
  /^(first_stage_model\.)?loss\./,
  /^denoiser\.sigmas$/,
  /\.(position_ids|logit_scale|attn_mask)$/,
  // What whoever scaled weights to fp8 says besides the scales: of inputs that we do not narrow, and of the format.
  /\.(scale_input|input_scale|comfy_quant)$/,
  /(^|\.)scaled_fp8$/,
  // The half of CLIP that looks at pictures.
  /\.(vision_model|visual|visual_projection)\./,
  // Text encoders whose pooled output nothing takes may carry its projection all the same.
  /^(cond_stage_model|conditioner\.embedders\.0|text_encoder)\..*text_projection(\.weight)?$/,
]

/** Blocks that a network's sizes are read off. */
const structural =
  /(^|\.)(input_blocks|output_blocks|middle_block|down_blocks|up_blocks|mid_block|layers|resblocks|(encoder|decoder)\.(down|up|mid))\./

/** Without a model nothing is asked for: all but EMA and clutter is left over. */
export function chargeTensors(
  table: TensorTable,
  model: ModelConfig | null,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): TensorAccount {
  const used = new Map<string, ResolvedParameter>()
  const missing: string[] = []
  const misshapen: Misshapen[] = []
  const unreadable: ErrorReport[] = []
  const parameterCounts = new Map<Component, number>()
  for (const [component, modules] of model === null ? [] : modelModules(model)) {
    const layout = layouts.get(component)
    if (layout === undefined) continue
    const specs = parametersOf(component, modules)
    const resolution = resolveParameters(table, specs, layout)
    for (const [name, parameter] of resolution.used) used.set(name, parameter)
    missing.push(...resolution.missing)
    misshapen.push(...resolution.misshapen)
    unreadable.push(...resolution.unreadable)
    parameterCounts.set(
      component,
      specs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    )
  }

  const claimed = new Set([...used.values()].flatMap(({ tensor, scale }) => [tensor, scale]))
  const dropped = model === null ? [] : droppedPrefixes(model, layouts)
  const isClutter = (name: string): boolean =>
    clutterPatterns.some((pattern) => pattern.test(name)) || dropped.some((prefix) => name.startsWith(prefix))
  const unclaimed = [...table.tensors.keys()].filter((name) => !claimed.has(name))
  const withoutEma = unclaimed.filter((name) => !ema.test(name))
  const leftovers = withoutEma.filter((name) => !isClutter(name))
  return {
    used,
    missing,
    misshapen,
    unreadable,
    emaCount: unclaimed.length - withoutEma.length,
    clutterCount: withoutEma.length - leftovers.length,
    leftovers,
    unplaced: model === null ? [] : leftovers.filter((name) => changesNetwork(name, model, layouts)),
    parameterCounts,
  }
}

/** A block that nothing asked for; of a denoiser anything: what else it is told of would be left out of the picture. */
function changesNetwork(
  name: string,
  { denoiser }: ModelConfig,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): boolean {
  return [...layouts].some(([component, { prefix }]) => {
    if (!name.startsWith(prefix)) return false
    return structural.test(name) || (component === denoiser.component && prefix !== '')
  })
}

/** Blocks that a family leaves out although files hold them. */
function droppedPrefixes(
  { textEncoders }: ModelConfig,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): string[] {
  return textEncoders.flatMap(({ component, layers, dropped }) => {
    const layout = layouts.get(component)
    if (layout === undefined) return []
    const block = layout.style === 'single' ? 'transformer.resblocks' : 'text_model.encoder.layers'
    return Array.from({ length: dropped }, (_, i) => `${layout.prefix}${block}.${layers + i}.`)
  })
}
