// `merge`: the exact sum of adapters, low-rank where all parts are, else as the difference itself.
import { concatenatePairs, pairOf } from '../../adapters/rewriting/concatenate.ts'
import type { Part } from '../../adapters/names/suffixes.ts'
import { weightAt, type WeightedContribution } from '../../adapters/acting/stack.ts'
import { pairParts, type OutModule } from '../../adapters/rewriting/write-adapter.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import { AppError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { WeightedAdapter } from '../../contract/rewrite.ts'
import type { RewriteBase, SourceAdapter } from './adapter-source.ts'
import { areLinear, type Deltas } from './deltas.ts'
import type { Wanted } from './proof.ts'
import type { RewriteRun } from './run.ts'

/** Throws `adapter/depends-on-base` for kinds whose change is only known beside a weight. */
export function weightedSum(
  inputs: readonly { readonly adapter: SourceAdapter; readonly weights: WeightedAdapter }[],
): Map<string, WeightedContribution[]> {
  const sum = new Map<string, WeightedContribution[]>()
  for (const { adapter, weights } of inputs) {
    const entry = { on: true, blockWeights: null, schedule: null, ...weights }
    for (const [name, contributions] of adapter.contributions)
      for (const contribution of contributions) {
        const weight = weightAt(entry, contribution, 0)
        if (!areLinear([{ contribution, weight }])) throw dependsOnBase(adapter, contribution.algorithm.kind)
        const own = sum.get(name) ?? []
        if (weight !== 0) own.push({ contribution, weight })
        if (own.length > 0) sum.set(name, own)
      }
  }
  return sum
}

export async function mergeModules(
  sum: Wanted,
  { base, deltas, run }: { base: RewriteBase; deltas: Deltas; run: RewriteRun },
): Promise<OutModule[]> {
  const modules: OutModule[] = []
  let done = 0
  for (const [component, list] of base.modules.modules)
    for (const module of list) {
      const name = `${component}.${module.path}`
      const weight = sum.get(`${name}.weight`) ?? []
      const bias = sum.get(`${name}.bias`) ?? []
      if (weight.length === 0 && bias.length === 0) continue
      const write = (kind: AdapterKind, parts: ReadonlyMap<Part, Float32Tensor>): void =>
        void modules.push({ component, module, kind, parts })
      const rows = module.weight[0] ?? 0
      const added = async (
        part: Part,
        contributions: readonly WeightedContribution[],
        kind: 'weight' | 'bias',
      ): Promise<readonly [Part, Float32Tensor]> => {
        const shape = kind === 'weight' ? module.weight : [rows]
        const data =
          contributions.length === 0
            ? new Float32Array(elementCount(shape))
            : await deltas.delta({ kind, shape }, contributions, null)
        return [part, { dtype: 'f32', shape, data }]
      }
      if (module.type === 'GroupNorm' || module.type === 'LayerNorm') {
        // A1111 wants both.
        const parts = [await added('normW', weight, 'weight')]
        if (module.bias) parts.push(await added('normB', bias, 'bias'))
        write('norm', new Map(parts))
      } else {
        if (weight.length > 0 && weight.every(({ contribution }) => contribution.algorithm.kind === 'lora')) {
          const pair = concatenatePairs(
            weight.map(({ contribution: { factors, scale }, weight: asked }) => ({
              pair: pairOf(factors, module.weight),
              amount: asked * scale,
            })),
          )
          write('lora', pairParts(pair, module, pair.rank))
        } else if (weight.length > 0) write('full', new Map([await added('diff', weight, 'weight')]))
        if (bias.length > 0) write('full', new Map([await added('diffB', bias, 'bias')]))
      }
      await run.done(++done, sum.size, 'merge')
    }
  return modules
}

export function dependsOnBase(
  { name, contents }: Pick<SourceAdapter, 'name' | 'contents'>,
  kind: AdapterKind,
): AppError {
  const what = contents.dora && kind !== 'oft' && kind !== 'boft' ? `DoRA (${kind})` : kind
  return new AppError('adapter/depends-on-base', { name, kind: what })
}
