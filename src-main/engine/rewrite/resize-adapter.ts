// `resize`: every change of a weight at a smaller rank, or as a LoRA at last; biases and norms stay as they are.
import { pairOf } from '../../adapters/rewriting/concatenate.ts'
import { spectrumOfPair, truncate, type Spectrum } from '../../adapters/rewriting/low-rank-factors.ts'
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import type { Part } from '../../adapters/names/suffixes.ts'
import type { WeightedContribution } from '../../adapters/acting/stack.ts'
import { pairParts, type OutModule } from '../../adapters/rewriting/write-adapter.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { RankRule, RewrittenModule } from '../../contract/rewrite.ts'
import type { RewriteBase, SourceAdapter } from './adapter-source.ts'
import { areLinear, type Deltas } from './deltas.ts'
import type { Spectra } from './dense-spectrum.ts'
import { dependsOnBase } from './merge-adapters.ts'
import { wantedOf } from './proof.ts'
import type { RewriteRun } from './run.ts'

export type Resized = { readonly modules: OutModule[]; readonly kept: ReadonlyMap<string, RewrittenModule> }
type Tools = {
  readonly base: RewriteBase
  readonly deltas: Deltas
  readonly spectra: Spectra
  readonly run: RewriteRun
}

export async function resizeModules(adapter: SourceAdapter, rule: RankRule, tools: Tools): Promise<Resized> {
  const { base, run } = tools
  const modules: OutModule[] = []
  const kept = new Map<string, RewrittenModule>()
  const wanted = wantedOf(adapter)
  let done = 0
  for (const [component, list] of base.modules.modules)
    for (const module of list) {
      const name = `${component}.${module.path}`
      const weight = wanted.get(`${name}.weight`) ?? []
      const bias = wanted.get(`${name}.bias`) ?? []
      const push = (kind: OutModule['kind'], parts: ReadonlyMap<Part, Float32Tensor>): void =>
        void modules.push({ component, module, kind, parts })
      const dense = (
        kind: 'weight' | 'bias',
        contributions: readonly WeightedContribution[],
      ): Promise<Float32Array> => denseDelta(name, kind, module, contributions, adapter, tools)
      if (module.type === 'GroupNorm' || module.type === 'LayerNorm') {
        if (weight.length + bias.length === 0) continue
        const shape = module.weight
        push(
          'norm',
          new Map<Part, Float32Tensor>([
            ['normW', { dtype: 'f32', shape, data: await dense('weight', weight) }],
            ['normB', { dtype: 'f32', shape, data: await dense('bias', bias) }],
          ]),
        )
        continue
      }
      if (weight.length > 0) {
        const { spectrum, scale } = await spectrumOf()
        const { pair, kept: share } = truncate(spectrum, { most: rule.rank, criterion: rule.criterion })
        push('lora', pairParts(pair, module, scale * pair.rank))
        kept.set(name, { name, kind: 'lora', rank: pair.rank, kept: share })
      }
      if (bias.length > 0)
        push(
          'full',
          new Map([
            [
              'diffB' as const,
              { dtype: 'f32', shape: [module.weight[0] ?? 0], data: await dense('bias', bias) },
            ],
          ]),
        )
      await run.done(++done, wanted.size, 'resize')

      /** A lone LoRA keeps its scale, as kohya's tool does. */
      async function spectrumOf(): Promise<{ spectrum: Spectrum; scale: number }> {
        const [only] = weight
        if (weight.length === 1 && only?.contribution.algorithm.kind === 'lora' && areLinear(weight))
          return {
            spectrum: spectrumOfPair(pairOf(only.contribution.factors, module.weight)),
            scale: only.contribution.scale,
          }
        if (rule.criterion?.by === 'cumulative') throw needsAllValues(adapter.name)
        const [rows, columns] = matrixShape(module.weight)
        const values = await dense('weight', weight)
        return { spectrum: await tools.spectra.spectrum(values, { rows, columns }, rule.rank), scale: 1 }
      }
    }
  return { modules, kept }
}

async function denseDelta(
  name: string,
  kind: 'weight' | 'bias',
  module: Module,
  contributions: readonly WeightedContribution[],
  adapter: SourceAdapter,
  { base, deltas }: Tools,
): Promise<Float32Array> {
  const shape = kind === 'weight' ? module.weight : [module.weight[0] ?? 0]
  const [first] = contributions
  if (first === undefined) return new Float32Array(elementCount(shape))
  const linear = areLinear(contributions)
  if (!linear && !base.real) throw dependsOnBase(adapter, first.contribution.algorithm.kind)
  const weight = linear ? null : await base.weight(`${name}.${kind}`, elementCount(shape))
  return deltas.delta({ kind, shape }, contributions, weight)
}

export function needsAllValues(name: string): AppError {
  return new AppError('usage/cumulative', { name })
}
