// Adapter files that exist nowhere: any kind, in any dialect, for any base; as shapes alone, in memory or on disk.
import { join } from 'node:path'
import type { Component } from '../../src-main/architectures/families/component.ts'
import type { Module } from '../../src-main/architectures/modules/module.ts'
import type { BaseModules } from '../../src-main/adapters/reading/base-modules.ts'
import { matrixShape } from '../../src-main/adapters/kinds/matrix.ts'
import { flatten } from '../../src-main/adapters/names/aliases.ts'
import { walksOf } from '../../src-main/adapters/names/cloneofsimo.ts'
import { suffixes, type Part } from '../../src-main/adapters/names/suffixes.ts'
import { moduleName, partSuffix } from '../../src-main/adapters/names/write-names.ts'
import type { Float32Tensor, Tensor } from '../../src-main/base/dtype.ts'
import { bytesPerElement } from '../../src-main/base/dtype.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import type { AdapterKind } from '../../src-main/contract/adapter.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { tensorFile, type TensorEntry, type TensorFile } from '../../src-main/formats/tensor-file.ts'

export type MadeUpDialect =
  'kohya' | 'diffusers' | 'peft' | 'processor' | 'lycoris' | 'dotted' | 'oneTrainer' | 'cloneofsimo'

export type MadeUpAdapter = {
  readonly base: BaseModules
  readonly kind?: AdapterKind
  readonly dialect?: MadeUpDialect
  readonly rank?: number
  /** Absent from the file where null. */
  readonly alpha?: number | null
  /** With a Tucker core for convolutions larger than 1×1 (locon, loha, lokr). */
  readonly tucker?: boolean
  /** DoRA lengths by output row or input column. */
  readonly dora?: 'output' | 'input'
  /** Which modules; without it the layers kohya adapts, or every norm for `norm`. */
  readonly modules?: (component: Component, module: Module) => boolean
  readonly seed?: number
  /** Factors' values lie within ± this. */
  readonly amplitude?: number
}

export type MadeUpShapes = Map<string, { dtype: 'f32'; shape: readonly number[] }>

const inTransformer = /\.attentions\.|text_model\.encoder/

/** Linear layers and 1×1 convolutions of transformers; a LoCon's also of residual blocks. */
export function usualModules(kind: AdapterKind): (component: Component, module: Module) => boolean {
  return (_, { path, type }) => {
    if (kind === 'norm') return type === 'GroupNorm' || type === 'LayerNorm'
    if (type !== 'Linear' && type !== 'Conv2d') return false
    return inTransformer.test(path) || (kind === 'locon' && /resnets|samplers/.test(path))
  }
}

/** The shapes of one module's factors. */
export function factorShapes(
  module: Pick<Module, 'weight' | 'bias'>,
  { kind = 'lora', rank = 4, alpha = rank, tucker = false, dora }: Omit<MadeUpAdapter, 'base'>,
): Map<Part, readonly number[]> {
  const [rows, columns] = matrixShape(module.weight)
  const inputs = module.weight[1] ?? 1
  const kernel = module.weight.slice(2)
  const ones = kernel.map(() => 1)
  const core = tucker && kernel.some((side) => side > 1)
  const window = elementCount(kernel)
  const half = (count: number): [number, number] => (count % 2 === 0 ? [2, count / 2] : [1, count])
  const [outSmall, outLarge] = half(rows)
  const [inSmall, inLarge] = half(inputs)
  const low: [Part, number[]][] = core
    ? [
        ['down', [rank, inputs, ...ones]],
        ['mid', [rank, rank, ...kernel]],
        ['up', [rows, rank, ...ones]],
      ]
    : [
        ['down', [rank, inputs, ...kernel]],
        ['up', [rows, rank, ...ones]],
      ]
  const shapes: Record<AdapterKind, [Part, number[]][]> = {
    lora: low,
    locon: low,
    loha: core
      ? (['1', '2'] as const).flatMap((n): [Part, number[]][] => [
          [`hadaW${n}a`, [rank, rows]],
          [`hadaW${n}b`, [rank, inputs]],
          [`hadaT${n}`, [rank, rank, ...kernel]],
        ])
      : (['1', '2'] as const).flatMap((n): [Part, number[]][] => [
          [`hadaW${n}a`, [rows, rank]],
          [`hadaW${n}b`, [rank, columns]],
        ]),
    lokr: core
      ? [
          ['lokrW1', [outSmall, inSmall]],
          ['lokrT2', [rank, rank, ...kernel]],
          ['lokrW2a', [rank, outLarge]],
          ['lokrW2b', [rank, inLarge]],
        ]
      : [
          ['lokrW1', [outSmall, inSmall]],
          ['lokrW2a', [outLarge, rank]],
          ['lokrW2b', [rank, inLarge * window]],
        ],
    full: [['diff', [...module.weight]], ...(module.bias ? [['diffB', [rows]] as [Part, number[]]] : [])],
    norm: [
      ['normW', [rows]],
      ['normB', [rows]],
    ],
    ia3: [
      ['ia3', [rows]],
      ['onInput', []],
    ],
    glora: [
      ['a1', [inputs, rank]],
      ['a2', [rank, inputs]],
      ['b1', [rows, rank]],
      ['b2', [rank, columns]],
    ],
    oft: [['oftBlocks', [outLarge, outSmall, outSmall]]],
    boft: [['oftBlocks', [2, outLarge, outSmall, outSmall]]],
  }
  const parts = new Map<Part, readonly number[]>(shapes[kind])
  if (alpha !== null && !['full', 'norm', 'ia3'].includes(kind)) parts.set('alpha', [])
  if (dora !== undefined) parts.set('dora', dora === 'output' ? [rows, 1, ...ones] : [1, inputs, ...ones])
  return parts
}

/** Tensor name → shape of the whole file, in module order. */
export function madeUpShapes(options: MadeUpAdapter): MadeUpShapes {
  const tensors: MadeUpShapes = new Map()
  for (const { component, module } of chosenModules(options)) {
    for (const [part, shape] of factorShapes(module, options)) {
      const name = tensorName(options, component, module, part)
      if (name !== null) tensors.set(name, { dtype: 'f32', shape })
    }
  }
  return tensors
}

/** The whole file with values: alphas as given, factors uniform and repeatable by seed. */
export function madeUpTensors(options: MadeUpAdapter): Map<string, Tensor> {
  const { seed = 1, amplitude = 0.05, rank = 4 } = options
  const random = uniform(seed)
  const alpha = options.alpha ?? rank
  return new Map(
    [...madeUpShapes(options)].map(([name, { shape }]): [string, Float32Tensor] => {
      const length = elementCount(shape)
      const value = name.endsWith('.alpha')
        ? () => alpha
        : name.endsWith('.on_input')
          ? () => 0
          : name.endsWith('.dora_scale')
            ? () => 1 + amplitude * random()
            : () => amplitude * random()
      return [name, { dtype: 'f32', shape, data: Float32Array.from({ length }, value) }]
    }),
  )
}

/** An opened file that has no disk. */
export function memoryFile(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): TensorFile {
  const entries = new Map<string, TensorEntry>(
    [...tensors].map(([name, { dtype, shape }]) => [
      name,
      { name, dtype, shape, sizeBytes: elementCount(shape) * bytesPerElement[dtype] },
    ]),
  )
  return tensorFile({
    id: 'memory',
    kind: 'safetensors',
    path: 'memory.safetensors',
    tensors: entries,
    metadata,
    problems: new Map(),
    readEntry(name) {
      const { data } = tensors.get(name)!
      return Promise.resolve(new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)))
    },
    close: () => Promise.resolve(),
  })
}

/** The same without values: enough for whatever reads headers only. */
export function headerFile(
  shapes: ReadonlyMap<string, { readonly dtype: 'f32'; readonly shape: readonly number[] }>,
  metadata: ReadonlyMap<string, string> = new Map(),
): TensorFile {
  const entries = new Map<string, TensorEntry>(
    [...shapes].map(([name, { dtype, shape }]) => [
      name,
      { name, dtype, shape, sizeBytes: elementCount(shape) * bytesPerElement[dtype] },
    ]),
  )
  return tensorFile({
    id: 'header',
    kind: 'safetensors',
    path: 'header.safetensors',
    tensors: entries,
    metadata,
    problems: new Map(),
    readEntry: (name) => Promise.reject(new Error(`${name} has no values here`)),
    close: () => Promise.resolve(),
  })
}

/** Written to `folder`; resolves to its path. */
export async function madeUpAdapterFile(
  folder: string,
  options: MadeUpAdapter,
  { name = 'made-up.safetensors', metadata = new Map<string, string>() } = {},
): Promise<string> {
  const path = join(folder, name)
  await writeTensorFile(path, madeUpTensors(options), metadata)
  return path
}

function chosenModules({ base, kind = 'lora', modules = usualModules(kind) }: MadeUpAdapter): {
  component: Component
  module: Module
}[] {
  return [...base.modules].flatMap(([component, list]) =>
    component === 'vae'
      ? []
      : list.filter((module) => modules(component, module)).map((module) => ({ component, module })),
  )
}

/** Null where the dialect has no word for it. */
function tensorName(
  { base, kind = 'lora', dialect = 'kohya' }: MadeUpAdapter,
  component: Component,
  module: Module,
  part: Part,
): string | null {
  const { family } = base
  const usual = suffixes[part][0] ?? ''
  switch (dialect) {
    case 'kohya':
      return `${moduleName('kohya', component, module, family)}.${partSuffix('kohya', kind, part)}`
    case 'diffusers':
    case 'peft':
      if (part === 'alpha') return null
      return `${moduleName(dialect, component, module, family)}.${partSuffix(dialect, kind, part)}`
    case 'processor': {
      if (part !== 'down' && part !== 'up') return null
      const path = module.path.replace(/\.to_out\.0$/, '.to_out')
      const stem = path.replace(/\.(to_\w+)$/, '.processor.$1')
      return component === 'unet'
        ? `unet.${stem}_lora.${part}.weight`
        : `${component}.${path}.lora_linear_layer.${part}.weight`
    }
    case 'lycoris':
      return `lycoris_${flatten(module.path)}.${usual}`
    case 'dotted':
      return component === 'unet'
        ? `diffusion_model.${module.single.path}.${usual}`
        : `text_encoders.${component === 'text_encoder' ? 'clip_l' : 'clip_g'}.transformer.${module.path}.${usual}`
    case 'oneTrainer':
      return component === 'unet'
        ? `unet.${module.single.path}.${usual}`
        : `${component === 'text_encoder' ? 'clip_l' : 'clip_g'}.${module.path}.${usual}`
    case 'cloneofsimo': {
      if ((component !== 'unet' && component !== 'text_encoder') || (part !== 'down' && part !== 'up'))
        return null
      const order = walksOf(base).find((walk) => walk.component === component)?.walk ?? []
      const index = order.indexOf(module)
      return index < 0 ? null : `${component}:${index}:${part}`
    }
  }
}

/** A small generator of its own, in −1…1: test files need no quality, only repeatability. */
function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
}
