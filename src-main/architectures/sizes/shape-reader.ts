// Looks at a component's tensors by either of its names, so that sizes are read the same way from every layout.
import type { ComponentLayout } from '../recognising/layout.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'

export type ShapeReader = {
  /** The shape of a tensor given below the prefix, undefined when it is not there. */
  shape(name: string): readonly number[] | undefined
  has(name: string): boolean
  /** How many of `name(0)`, `name(1)`, … are there. */
  count(name: (index: number) => string): number
}

export function shapeReader(table: TensorTable, layout: ComponentLayout): ShapeReader {
  const shape = (name: string): readonly number[] | undefined =>
    table.tensors.get(layout.prefix + name)?.shape
  const has = (name: string): boolean => shape(name) !== undefined
  const count = (name: (index: number) => string): number => {
    let index = 0
    while (has(name(index))) index++
    return index
  }
  return { shape, has, count }
}
