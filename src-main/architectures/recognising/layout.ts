// How a file names a component, and where it begins.
import type { TensorTable } from './tensor-table.ts'

export type ComponentLayout = {
  /** `single`: a module's single-file name follows the prefix; `canonical`: its path does. */
  readonly style: 'single' | 'canonical'
  readonly prefix: string
  /** Old files lack a level of the path: what is cut from the start of a canonical path, e.g. `text_model.`. */
  readonly omit?: string
  /** Spelling of last path parts that older writers used, by canonical spelling. */
  readonly spelling?: Readonly<Record<string, string>>
}

export type LayoutCandidate = ComponentLayout & {
  /** A tensor below the prefix that every file of this layout has. */
  readonly probe: string
}

/** The first candidate that is in the file. */
export function layoutOf(
  candidates: readonly LayoutCandidate[],
  table: TensorTable,
): ComponentLayout | undefined {
  const found = candidates.find(({ prefix, probe }) => table.tensors.has(prefix + probe))
  if (found === undefined) return undefined
  const { probe: _, ...layout } = found
  return layout
}
