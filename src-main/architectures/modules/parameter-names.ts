// Canonical parameter ⇄ tensor of a file: which tensor, which rows of it, and whether it lies the other way round.
import type { ComponentLayout } from '../recognising/layout.ts'
import type { ParameterSpec } from './module.ts'

export type TensorReference = {
  readonly tensor: string
  /** Rows of a fused tensor, [start, end). */
  readonly rows?: readonly [start: number, end: number]
  /** Stored as [in, out] where the parameter is [out, in]. */
  readonly transposed?: true
}

export function tensorReference({ module, kind }: ParameterSpec, layout: ComponentLayout): TensorReference {
  if (layout.style === 'canonical') {
    return { tensor: `${layout.prefix}${canonicalPath(module.path, layout)}.${kind}` }
  }
  const { path, rows, bare, transposed } = module.single
  if (rows !== undefined) return { tensor: `${layout.prefix}${path}_${kind}`, rows }
  const tensor = bare === true ? layout.prefix + path : `${layout.prefix}${path}.${kind}`
  return transposed === true ? { tensor, transposed } : { tensor }
}

function canonicalPath(path: string, { omit, spelling }: ComponentLayout): string {
  const cut = omit !== undefined && path.startsWith(omit) ? path.slice(omit.length) : path
  if (spelling === undefined) return cut
  const end = Object.keys(spelling).find((name) => cut.endsWith(`.${name}`))
  return end === undefined ? cut : cut.slice(0, -end.length) + (spelling[end] ?? end)
}
