// A name for a table of contents: the same file elsewhere has the same.
import { createHash, type Hash } from 'node:crypto'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'

export function headerHash(table: TensorTable): string {
  return hashOfWords(hashOfTable(table), table.metadata)
}

/** Of the tensors alone; what is said beside them comes behind it. */
export function hashOfTable({ tensors }: Pick<TensorTable, 'tensors'>): Hash {
  let lines = ''
  for (const [name, { dtype, shape }] of tensors) lines += `${name}\0${dtype}\0${shape.join()}\n`
  return createHash('sha256').update(lines)
}

export function hashOfWords(hash: Hash, metadata: ReadonlyMap<string, string>): string {
  for (const [key, value] of metadata) hash.update(`${key}\0${value}\n`)
  return hash.digest('hex').slice(0, 32)
}
