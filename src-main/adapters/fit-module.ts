// Decides what the factors of one module are together, and whether they fit it.
import type { DType } from '../base/dtype.ts'
import { elementCount } from '../base/shape.ts'
import type { AdapterModule, Unmatched } from './adapter.ts'
import type { Algorithm, Target } from './algorithm.ts'
import { algorithmOf, claimKind } from './algorithms.ts'
import { doraMisfit, hasDora } from './dora.ts'
import type { ModuleParts } from './group-parts.ts'
import { familyOfPart, partFamilies, type Part, type PartFamily } from './names/suffixes.ts'

/** Without a type only shapes are judged. */
export type TensorFacts = ReadonlyMap<string, { readonly dtype?: DType; readonly shape: readonly number[] }>

export type Fit = {
  readonly modules: readonly AdapterModule[]
  readonly unmatched: readonly Unmatched[]
  /** Modifiers beside a kind that has no use for them. */
  readonly ignored: readonly Part[]
}

const biasParts: readonly Part[] = ['diffB', 'normB', 'upBias']
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

  const families = new Set([...usable.keys()].map((part) => familyOfPart.get(part)))
  families.delete('modifier')
  const spare = new Set<Part>(partFamilies.modifier.filter((part) => usable.has(part)))
  if (families.size === 0 && spare.size > 0)
    refuse(
      `it has ${listed([...spare])} and nothing that ${spare.size === 1 ? 'it belongs' : 'they belong'} to`,
    )
  for (const family of families) if (family !== undefined) fitFamily(family)
  return { modules, unmatched, ignored: modules.length === 0 ? [] : [...spare] }

  function fitFamily(family: PartFamily): void {
    const own = [...usable.keys()].filter((part) => familyOfPart.get(part) === family)
    const claimed = claimKind(new Set(own))
    if (claimed === null) return refuse(`its ${listed(own)} ${own.length === 1 ? 'lacks' : 'lack'} a partner`)
    const algorithm = byShape(claimed)
    const { required, optional } = algorithm.parts
    const wanted = new Set<string>([...required.flat(), ...optional])
    const tensorsOf = new Map<string, string>()
    for (const part of [...own, ...spare]) {
      const tensor = usable.get(part)
      if (tensor === undefined) continue
      if (wanted.has(part)) tensorsOf.set(part, tensor)
      else if (own.includes(part)) unmatched.push({ name: tensor, component, reason: idleReason(algorithm) })
    }
    for (const part of spare) if (tensorsOf.has(part)) spare.delete(part)

    const shapes = new Map([...tensorsOf].map(([part, tensor]) => [part, shapeOf(tensor)]))
    const misfit = misfitOf(algorithm, shapes)
    if (misfit !== null) return refuse(misfit)
    modules.push({
      component,
      path: module.path,
      kind: algorithm.kind,
      dora: hasDora(tensorsOf),
      rank: algorithm.rank(shapes),
      tensors: tensorsOf,
    })
  }

  function byShape(algorithm: Algorithm): Algorithm {
    const blocks = usable.get('oftBlocks')
    return algorithm.kind === 'oft' && blocks !== undefined && shapeOf(blocks).length === 4
      ? algorithmOf('boft')
      : algorithm
  }

  function misfitOf(algorithm: Algorithm, shapes: ReadonlyMap<string, readonly number[]>): string | null {
    for (const kind of algorithm.changes(new Set(shapes.keys()))) {
      const shape = kind === 'weight' ? module.weight : [module.weight[0] ?? 0]
      const target: Target = { kind, shape }
      const misfit =
        algorithm.misfit(shapes, target) ?? (kind === 'weight' ? doraMisfit(shapes, shape) : null)
      if (misfit !== null) return misfit
    }
    return null
  }

  function tensorMisfit(part: Part, tensor: string): string | null {
    const facts = tensors.get(tensor)
    if (facts === undefined) return 'it cannot be read'
    const count = elementCount(facts.shape)
    if (biasParts.includes(part) && !module.bias) return 'the module has no bias'
    if (scalarParts.includes(part))
      return count === 1 ? null : `it should be one number and has ${count.toLocaleString('en')} elements`
    if (count === 0) return 'it is empty'
    return facts.dtype !== undefined && wholeTypes.has(facts.dtype)
      ? `its numbers are of the type ${facts.dtype}, not fractions`
      : null
  }

  function shapeOf(tensor: string): readonly number[] {
    return tensors.get(tensor)?.shape ?? []
  }

  function refuse(reason: string): void {
    unmatched.push({ name: stem, component, reason })
  }
}

const wholeTypes = new Set<DType>(['i64', 'i32', 'i16', 'i8', 'u64', 'u32', 'u16', 'u8', 'bool'])

function idleReason({ kind }: Algorithm): string {
  return `a ${kind} has no use for it`
}

function listed(parts: readonly string[]): string {
  return parts.join(', ')
}
