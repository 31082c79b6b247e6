// A name for a table of contents: the same file elsewhere has the same.
import { createHash } from 'node:crypto'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'

export function headerHash({ tensors, metadata }: TensorTable): string {
  const hash = createHash('sha256')
  for (const [name, { dtype, shape }] of tensors) hash.update(`${name}\0${dtype}\0${shape.join()}\n`)
  for (const [key, value] of metadata) hash.update(`${key}\0${value}\n`)
  return hash.digest('hex').slice(0, 32)
}
