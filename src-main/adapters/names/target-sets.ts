// Which modules the common trainers adapt, by the name of their choice.
import { roleOf, type Component } from '../../architectures/families/component.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { BaseModules } from '../reading/base-modules.ts'

export const targetSetNames = ['kohya', 'kohya_conv', 'lycoris_full', 'lycoris_norm', 'peft_attn'] as const
/**
 * `kohya`: every layer of the transformers; `kohya_conv`: those of the residual blocks and samplers too;
 * `lycoris_full`: also the outer layers of SD 1 and 2; `lycoris_norm`: the norms it trains besides;
 * `peft_attn`: the attention's projections alone.
 */
export type TargetSet = (typeof targetSetNames)[number]

export type TargetModule = { readonly component: Component; readonly module: Module }

const isLayer = ({ type }: Module): boolean => type === 'Linear' || type === 'Conv2d'
const isNorm = ({ type }: Module): boolean => type === 'GroupNorm' || type === 'LayerNorm'
const inBlock = /^(down_blocks|mid_block|up_blocks)\./
const inTransformer = /\.attentions\./
const outer = /^(conv_in|conv_out|time_embedding\.linear_[12])$/

type Rule = (module: Module, base: BaseModules) => boolean

const unetRules: Readonly<Record<TargetSet, Rule>> = {
  kohya: (module) => isLayer(module) && inTransformer.test(module.path),
  kohya_conv: (module) => isLayer(module) && inBlock.test(module.path),
  lycoris_full: (module, { family: { adapters } }) =>
    isLayer(module) &&
    (inBlock.test(module.path) || (adapters.lycorisOuterLayers && outer.test(module.path))),
  lycoris_norm: (module) => isNorm(module) && inBlock.test(module.path),
  peft_attn: ({ path }) => /\.to_(q|k|v|out\.0)$/.test(path),
}

const textLayer: Rule = (module) => isLayer(module) && module.path.startsWith('text_model.encoder.')
const textRules: Readonly<Record<TargetSet, Rule>> = {
  kohya: textLayer,
  kohya_conv: textLayer,
  lycoris_full: textLayer,
  lycoris_norm: () => false,
  peft_attn: ({ path }) => /\.self_attn\.(q|k|v|out)_proj$/.test(path),
}

/** In the order of the base's modules. */
export function targetModules(set: TargetSet, base: BaseModules): TargetModule[] {
  return [...base.modules].flatMap(([component, modules]) => {
    const role = roleOf(component)
    if (role === 'decoder') return []
    const rule = (role === 'denoiser' ? unetRules : textRules)[set]
    return modules.filter((module) => rule(module, base)).map((module) => ({ component, module }))
  })
}
