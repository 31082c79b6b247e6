// Stacks kept under a name: one of each name, saving again replaces it.
import { AppError } from '../../base/errors.ts'
import { stackKind } from '../../contract/adapter.ts'
import type { SavedStack } from '../../contract/library.ts'
import { readStored } from '../../contract/stored.ts'
import type { Publish } from '../../contract/studio.ts'
import type { StackTable } from '../../database/stacks.ts'

export type SavedStacks = {
  /** By name. */
  list(): SavedStack[]
  save(stack: Pick<SavedStack, 'name' | 'stack'>): SavedStack
  /** Throws `stack/not-found`. */
  remove(id: string): void
}

export type SavedStacksOptions = {
  table: StackTable
  newId(): string
  now(): Date
  publish: Publish<'stack' | 'stack-removed'>
}

export function savedStacks({ table, newId, now, publish }: SavedStacksOptions): SavedStacks {
  const list = (): SavedStack[] =>
    table.all().map(({ id, name, stack, createdAt }) => {
      const { value, problem } = readStored(stackKind, stack)
      return { id, name, stack: value ?? [], createdAt, problem }
    })
  return {
    list,
    save({ name, stack }) {
      const old = table.all().find((row) => row.name.toLowerCase() === name.toLowerCase())
      const saved: SavedStack = {
        id: old?.id ?? newId(),
        name,
        stack,
        createdAt: old?.createdAt ?? now().toISOString(),
        problem: null,
      }
      if (old !== undefined && readStored(stackKind, old.stack).problem !== null) table.setAside(old.id)
      table.put(saved)
      publish({ type: 'stack', stack: saved })
      return saved
    },
    remove(id) {
      if (!table.all().some((row) => row.id === id)) {
        throw new AppError('stack/not-found', {}, { details: { id } })
      }
      table.remove(id)
      publish({ type: 'stack-removed', id })
    },
  }
}
