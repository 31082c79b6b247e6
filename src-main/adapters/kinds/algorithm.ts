// What every adapter kind provides: which factors it needs, whether they fit, and ΔW as a small graph of them.
import type { Remark } from '../../messages/table.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { Float32Tensor } from '../../base/dtype.ts'
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'

/** Factors of one module by their canonical part name (`down`, `up`, `mid`, `hadaW1a`, …), as the file stores them. */
export type Factors = ReadonlyMap<string, Float32Tensor>
/** Their shapes: all that is needed to decide whether a file fits. */
export type FactorShapes = ReadonlyMap<string, readonly number[]>
/** The same factors as inputs of a graph. */
export type FactorValues = ReadonlyMap<string, Value>

/** The parameter a contribution changes: `shape` as the network stores it; graphs see [rows, columns]. */
export type Target = {
  readonly kind: 'weight' | 'bias'
  readonly shape: readonly number[]
}

/** ΔW = up [rows, rank] · down [rank, columns], where `up` already carries the amount. */
export type LowRank = { readonly up: Value; readonly down: Value }

export type MergeContext = {
  readonly g: GraphBuilder
  /** As `prepare` left them. */
  readonly factors: FactorValues
  readonly target: Target
  /** The running weight [rows, columns], f32. */
  readonly base: Value
  /** The static scale s, f32 scalar. */
  readonly scale: Value
  /** The slider m, f32 scalar. */
  readonly weight: Value
}

export type Algorithm = {
  readonly kind: AdapterKind
  /**
   * At least one set of `required` must be complete. Parts of its other sets, and `optional` ones, may be there too.
   */
  readonly parts: {
    readonly required: readonly (readonly string[])[]
    readonly optional: readonly string[]
  }
  /** Which of the module's parameters a set of parts changes. */
  changes(parts: ReadonlySet<string>): readonly Target['kind'][]
  /** Read off the shapes, never off metadata; null where the kind has none. */
  rank(shapes: FactorShapes): number | null
  /** Why these factors cannot change a parameter of this shape (an end of a sentence), or null when they can. */
  misfit(shapes: FactorShapes, target: Target): Remark | null
  /** The static scale s of the tensors; a PEFT configuration may say another. */
  scale(factors: Factors): number
  /** Work done once when a file is loaded: the factors that the graph of this target reads, in place of the file's. */
  prepare?(factors: Factors, target: Target): Factors
  /** True when ΔW does not depend on the running weight and is proportional to s and m. */
  linear(parts: ReadonlySet<string>): boolean
  /** ΔW of slider 1 and scale 1, [rows, columns]; kinds that depend on W read `base`. */
  delta(context: MergeContext): Value
  /** Where ΔW is a product of two thin matrices: the factors, unscaled. One product merges any number of these. */
  lowRank?(context: MergeContext): LowRank | null
  /** W' where it is not W + m·s·ΔW (OFT, BOFT: the slider turns a rotation). */
  merged?(context: MergeContext): Value
}
