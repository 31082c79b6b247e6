// cloneofsimo's files count the layers they change; the count follows the order in which an old diffusers built them.
// lora_diffusion/lora.py; UNet blocks down, up, middle; in a transformer block the feed-forward layer once came second.
import type { Component } from '../../architectures/families/component.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { matrixShape } from '../kinds/matrix.ts'
import type { BaseModules } from '../reading/base-modules.ts'
import type { AdapterTable, IndexedFactor } from './sort-names.ts'

type Walk = (modules: readonly Module[]) => readonly Module[]

const attention = (name: string): string[] =>
  ['to_q', 'to_k', 'to_v', 'to_out.0'].map((layer) => `${name}.${layer}`)
const feedForward = 'ff.net.0.proj'

/** Inside a transformer block, by the version of diffusers. */
const transformerOrders = [
  [...attention('attn1'), feedForward, ...attention('attn2')],
  [...attention('attn1'), ...attention('attn2'), feedForward],
] as const
const residualOrder = ['conv1', 'time_emb_proj', 'conv2', 'conv_shortcut'] as const
const textOrder = ['k_proj', 'v_proj', 'q_proj', 'out_proj'] as const
const blockOrder = ['down_blocks', 'up_blocks', 'mid_block'] as const

/** The walks of a UNet: either order of a transformer block, without and with residual blocks. */
const unetWalks: readonly Walk[] = transformerOrders.flatMap((order) =>
  [false, true].map(
    (residual): Walk =>
      (modules) =>
        sorted(modules, (path) => unetPlace(path, order, residual)),
  ),
)

const textWalk: Walk = (modules) =>
  sorted(modules, (path) => {
    const match = /^text_model\.encoder\.layers\.(\d+)\.self_attn\.(\w+)$/.exec(path)
    const layer = textOrder.findIndex((name) => name === match?.[2])
    return layer < 0 ? null : [Number(match?.[1]), layer]
  })

/**
 * Where a layer stands; null for layers that are not counted. diffusers registers
 * a block's attentions before its resnets.
 */
function unetPlace(path: string, order: readonly string[], residual: boolean): number[] | null {
  const match = /^(\w+?_blocks?)\.(?:(\d+)\.)?(attentions|resnets)\.(\d+)\.(.+)$/.exec(path)
  if (match === null) return null
  const [, block, level = '0', list, item, rest = ''] = match
  const start = [blockOrder.findIndex((name) => name === block), Number(level)]
  if (list === 'resnets') {
    const layer = residualOrder.findIndex((name) => name === rest)
    return residual && layer >= 0 ? [...start, 1, Number(item), 0, layer] : null
  }
  const inner = /^transformer_blocks\.(\d+)\.(.+)$/.exec(rest)
  const layer = order.indexOf(inner?.[2] ?? '')
  return layer < 0 ? null : [...start, 0, Number(item), Number(inner?.[1]), layer]
}

function sorted(modules: readonly Module[], place: (path: string) => readonly number[] | null): Module[] {
  return modules
    .flatMap((module) => {
      const at = place(module.path)
      return at === null ? [] : [{ module, at }]
    })
    .sort((a, b) => compare(a.at, b.at))
    .map(({ module }) => module)
}

function compare(a: readonly number[], b: readonly number[]): number {
  const axis = a.findIndex((value, index) => value !== b[index])
  return axis < 0 ? 0 : (a[axis] ?? 0) - (b[axis] ?? 0)
}

export type IndexedModule = { readonly component: Component; readonly module: Module }

/**
 * Finds the module of each indexed factor: of all walks, the one in which most factors fit.
 * A bare list belongs to the component whose walk fits best.
 */
export function indexedModules(
  factors: readonly IndexedFactor[],
  table: AdapterTable,
  base: BaseModules,
): (factor: IndexedFactor) => IndexedModule | null {
  const best = new Map<IndexedFactor['component'], { component: Component; walk: readonly Module[] }>()
  for (const component of new Set(factors.map((factor) => factor.component))) {
    const own = factors.filter((factor) => factor.component === component)
    const candidates = walksOf(base).filter((walk) => component === null || walk.component === component)
    const fits = candidates.map((candidate) => ({ candidate, fit: countFits(own, table, candidate.walk) }))
    const [first] = fits.sort((a, b) => b.fit - a.fit)
    if (first !== undefined) best.set(component, first.candidate)
  }
  return ({ component, index }) => {
    const found = best.get(component)
    const module = found?.walk[index]
    return found === undefined || module === undefined ? null : { component: found.component, module }
  }
}

/** The orders in which a base's layers may be counted; of a component, the first versions' comes first. */
export function walksOf({ modules }: BaseModules): { component: Component; walk: readonly Module[] }[] {
  const unet = modules.get('unet') ?? []
  const text = modules.get('text_encoder') ?? []
  return [
    ...unetWalks.map((walk) => ({ component: 'unet' as const, walk: walk(unet) })),
    { component: 'text_encoder', walk: textWalk(text) },
  ]
}

function countFits(
  factors: readonly IndexedFactor[],
  { tensors }: AdapterTable,
  walk: readonly Module[],
): number {
  return factors.filter(({ tensor, index, part }) => {
    const shape = tensors.get(tensor)?.shape ?? []
    const module = walk[index]
    if (module === undefined || shape.length < 2) return false
    const [rows, columns] = matrixShape(module.weight)
    return part === 'up' ? shape[0] === rows : matrixShape(shape)[1] === columns
  }).length
}
