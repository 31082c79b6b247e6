// Stacks kept under a name.
import { randomBytes } from 'node:crypto'
import { savedStackSchema, type SavedStack } from '../contract/library.ts'
import type { StackTable } from '../database/stacks.ts'

export type SavedStacks = {
  /** By name. */
  list(): SavedStack[]
  /** A stack of the same name is replaced: it keeps its id and its date. */
  save(stack: Pick<SavedStack, 'name' | 'stack'>): SavedStack
  /** Nothing happens when it is already gone. */
  remove(id: string): void
}

export function savedStacks(
  table: StackTable,
  onChange: (stacks: SavedStack[]) => void,
  now: () => Date = () => new Date(),
): SavedStacks {
  // A row of another version that no longer means a stack is not shown, and not lost.
  const list = (): SavedStack[] =>
    table.all().flatMap(({ id, createdAt, ...row }) => {
      const parsed = savedStackSchema.safeParse(row)
      return parsed.success ? [{ ...parsed.data, id, createdAt }] : []
    })
  return {
    list,
    save(given) {
      const { name, stack } = savedStackSchema.parse(given)
      const known = list().find((saved) => saved.name === name)
      const saved = {
        id: known?.id ?? randomBytes(10).toString('hex'),
        name,
        stack,
        createdAt: known?.createdAt ?? now().toISOString(),
      }
      table.put(saved)
      onChange(list())
      return saved
    },
    remove(id) {
      table.remove(id)
      onChange(list())
    },
  }
}
