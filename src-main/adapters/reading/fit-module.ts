// Decides what the factors of one module are together, and whether they fit it.
import { remark, type Remark } from '../../messages/table.ts'
import type { DType } from '../../base/dtype.ts'
import { elementCount } from '../../base/shape.ts'
import type { AdapterModule, Unmatched } from './adapter.ts'
import type { Algorithm, FactorShapes, Target } from '../kinds/algorithm.ts'
import { claimKind } from '../kinds/algorithms.ts'
import { hasDora } from '../kinds/dora.ts'
import type { ModuleParts } from './group-parts.ts'
import { partFamilies, type Part, type PartFamily } from '../names/suffixes.ts'

/** Without a type only shapes are judged. */
export type TensorFacts = ReadonlyMap<string, { readonly dtype?: DType; readonly shape: readonly number[] }>

export type Fit = {
  readonly modules: readonly AdapterModule[]
  readonly unmatched: readonly Unmatched[]
}

const biasParts: readonly Part[] = ['diffB', 'normB', 'upBias']
/** Parts that DoRA adds. */
const lengths: readonly Part[] = ['dora', 'magnitude']
/** Parts of one element, read as a number. */
const scalarParts: readonly Part[] = ['alpha', 'scale', 'onInput']

/** One module may be changed in several ways at once: a low-rank weight and a plain bias. */
export function fitModule(group: ModuleParts, tensors: TensorFacts): Fit {
  const { component, module, stem } = group
  const modules: AdapterModule[] = []
  const unmatched: Unmatched[] = []
  const usable = new Map<Part, string>()
  for (const [part, tensor] of group.parts) {
    const reason = tensorMisfit(part, tensor)
    if (reason === null) usable.set(part, tensor)
    else unmatched.push({ name: tensor, component, reason })
  }

  const spare = new Set<Part>(partFamilies.modifier.filter((part) => usable.has(part)))
  const families = (Object.keys(partFamilies) as PartFamily[]).filter(
    (family) => family !== 'modifier' && partFamilies[family].some((part) => usable.has(part)),
  )
  if (families.length === 0 && spare.size > 0)
    refuse(remark('unmatched/alone', { parts: [...spare] }), [...spare])
  for (const family of families) fitFamily(family)
  for (const part of modules.length > 0 ? spare : [])
    unmatched.push({ name: usable.get(part) ?? part, component, reason: remark('unmatched/not-of-its-kind') })
  return { modules, unmatched }

  function fitFamily(family: PartFamily): void {
    const own = partFamilies[family].filter((part) => usable.has(part))
    const algorithm = claimKind(new Set(own), shapesOf(own).get('oftBlocks')?.length)
    if (algorithm === null) {
      refuse(remark('unmatched/no-partner', { parts: own }), own)
      return
    }
    const changes = algorithm.changes(new Set(own))
    const taken = [...spare].filter(
      (part) =>
        algorithm.parts.optional.includes(part) &&
        // A length is that of a weight's rows or columns.
        (changes.includes('weight') || !lengths.includes(part)),
    )
    for (const part of taken) spare.delete(part)
    const parts = [...own, ...taken]
    const shapes = shapesOf(parts)
    const misfit = misfitOf(algorithm, shapes, changes)
    if (misfit !== null) {
      refuse(misfit, parts)
      return
    }
    const tensorsOf = new Map<string, string>(parts.map((part) => [part, usable.get(part) ?? '']))
    modules.push({
      component,
      path: module.path,
      kind: algorithm.kind,
      dora: hasDora(tensorsOf),
      rank: algorithm.rank(shapes),
      tensors: tensorsOf,
    })
  }

  function misfitOf(
    algorithm: Algorithm,
    shapes: FactorShapes,
    changes: readonly Target['kind'][],
  ): Remark | null {
    for (const kind of changes) {
      const shape = kind === 'weight' ? module.weight : [module.weight[0] ?? 0]
      const misfit = algorithm.misfit(shapes, { kind, shape })
      if (misfit !== null) return misfit
    }
    return null
  }

  function shapesOf(parts: readonly Part[]): Map<string, readonly number[]> {
    return new Map(parts.map((part) => [part, tensors.get(usable.get(part) ?? '')?.shape ?? []]))
  }

  function tensorMisfit(part: Part, tensor: string): Remark | null {
    const facts = tensors.get(tensor)
    if (facts === undefined) return remark('unmatched/part-missing', { part })
    const count = elementCount(facts.shape)
    if (biasParts.includes(part) && !module.bias) return remark('unmatched/no-bias')
    if (scalarParts.includes(part)) return count === 1 ? null : remark('unmatched/not-one-number', { count })
    if (count === 0) return remark('unmatched/empty')
    return facts.dtype !== undefined && wholeTypes.has(facts.dtype)
      ? remark('unmatched/whole-numbers', { type: facts.dtype })
      : null
  }

  /** The module's name stands for all tensors that begin with it; those under another dialect's name are listed. */
  function refuse(reason: Remark, parts: readonly Part[]): void {
    const tensorsOf = parts.map((part) => usable.get(part) ?? part)
    const strangers = tensorsOf.filter((tensor) => !tensor.startsWith(stem))
    for (const name of [stem, ...strangers]) unmatched.push({ name, component, reason })
  }
}

const wholeTypes = new Set<DType>(['i64', 'i32', 'i16', 'i8', 'u64', 'u32', 'u16', 'u8', 'bool'])
