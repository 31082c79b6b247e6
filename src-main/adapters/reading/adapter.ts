// An adapter file read against a base: which tensors are factors of which module, and everything that is not.
import type { Remark } from '../../messages/table.ts'
import type { AdapterDialect, AdapterKind, ModuleCount } from '../../contract/adapter.ts'
import type { Component } from '../../architectures/families/component.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'

/** The factors of one module that fits the base. */
export type AdapterModule = {
  readonly component: Component
  /** Canonical path inside the component. */
  readonly path: string
  readonly kind: AdapterKind
  readonly dora: boolean
  readonly rank: number | null
  /** Part name → tensor of the file. */
  readonly tensors: ReadonlyMap<string, string>
  /** A scale that the file's configuration decides (PEFT), instead of α / rank. */
  readonly scale?: number
}

/** A tensor or module that does not act, with the reason as the end of a sentence. */
export type Unmatched = {
  readonly name: string
  readonly reason: Remark
  readonly component: Component | null
}

/** A learned token vector bundled with an adapter. */
export type BundledEmbedding = { readonly name: string; readonly tensors: readonly string[] }

export type AdapterContents = {
  readonly dialects: readonly AdapterDialect[]
  /** The kinds of its modules, most frequent first; a LoRA that changes 3×3 convolutions is `locon`. */
  readonly kinds: readonly AdapterKind[]
  readonly dora: boolean
  /** Every rank that occurs, rising. */
  readonly ranks: readonly number[]
  readonly modules: readonly AdapterModule[]
  readonly unmatched: readonly Unmatched[]
  /** Counts of modules per component; a module with tensors that fit nowhere is unmatched. */
  readonly counts: ReadonlyMap<Component, ModuleCount>
  readonly embeddings: readonly BundledEmbedding[]
  /** Peculiarities the user should know of (a scale that no loader reproduces, an ignored tensor). */
  readonly warnings: readonly Remark[]
}

/** A file with what it holds; closed by whoever opened it. */
export type Adapter = { readonly file: TensorFile; readonly contents: AdapterContents }
