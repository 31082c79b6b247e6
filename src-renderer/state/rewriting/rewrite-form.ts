// What is chosen for a file that is to be written anew, as fields of a form, and the wish that they make.
import type { Stack } from '../../../src-main/contract/adapter.ts'
import type { WrittenType } from '../../../src-main/contract/rewrite.ts'
import type { RewriteKind, RewriteWish, RewriteWork } from '../../../src-main/contract/rewriting.ts'

export type Spelling = Extract<RewriteWork, { kind: 'convert' }>['to']

export type RewriteForm = {
  readonly kind: RewriteKind
  /** Of a stack; else empty. */
  readonly stack: Stack
  /** Whether its weights and its order are chosen here: what is picked in the library stands in no stack. */
  readonly isPicked: boolean
  /** Of one adapter; else empty. */
  readonly adapter: string
  readonly adapterName: string
  /** The checkpoint to bake into, or whose modules are meant; null for those of the family. */
  readonly model: string | null
  readonly base: string | null
  readonly tuned: string | null
  readonly rank: number
  readonly share: number | null
  readonly convolutions: boolean
  readonly to: Spelling
  readonly dtype: WrittenType | null
  readonly name: string
}

export const emptyForm: Omit<RewriteForm, 'kind'> = {
  ...{ stack: [], isPicked: false, adapter: '', adapterName: '', model: null, base: null, tuned: null },
  ...{ rank: 16, share: null, convolutions: false, to: 'kohya', dtype: null, name: '' },
}

/** Null while something is still to be chosen. */
export function wishOf(form: RewriteForm): RewriteWish | null {
  const work = workOf(form)
  return work && { work, dtype: form.dtype, name: form.name.trim() === '' ? null : form.name.trim() }
}

function workOf(form: RewriteForm): RewriteWork | null {
  const { kind, model, adapter, base, tuned, rank, share, convolutions, to } = form
  const stack = [...form.stack]
  switch (kind) {
    case 'bake':
      return model === null || stack.length === 0 ? null : { kind, model, stack }
    case 'merge':
      return stack.length === 0 ? null : { kind, model, stack }
    case 'resize':
      return { kind, model, adapter, rank, share }
    case 'convert':
      return { kind, model, adapter, to }
    case 'extract':
      return base === null || tuned === null || base === tuned
        ? null
        : { kind, base, tuned, convolutions, rank, share }
  }
}
