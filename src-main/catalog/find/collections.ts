// Collections and saved filters as people use them; every window hears of each.
import { AppError } from '../../base/errors.ts'
import type { Collected, Collection, SavedFilter, WholeCollection } from '../../contract/find.ts'
import { findSorts } from '../../contract/find.ts'
import type { Publish } from '../../contract/studio.ts'
import { renameValue } from '../../query/edit.ts'
import type { CollectionTable } from '../../database/find/collections.ts'
import type { SavedFilterTable } from '../../database/find/saved-filters.ts'

export type Collections = {
  /** By name. */
  list(): Collection[]
  create(name: string): Collection
  /** Saved filters that ask for it follow. Throws `collection/not-found`, as all of these do. */
  rename(id: string, name: string): Collection
  /** What is left out of `items` and `add` twice is in it once. */
  collect(wish: { id: string; add: readonly string[]; remove: readonly string[] }): Collected
  arrange(id: string, items: readonly string[]): Collected
  /** In its order. */
  items(id: string): string[]
  /** The whole of it, for `restore`. */
  remove(id: string): WholeCollection
  restore(whole: WholeCollection): Collection
  filters(): SavedFilter[]
  /** One of each name: saving again replaces it. */
  saveFilter(filter: Omit<SavedFilter, 'id'>): SavedFilter
  /** What it was: `saveFilter` with it takes this back. Throws `filter/not-found`. */
  removeFilter(id: string): SavedFilter
}

export type CollectionsOptions = {
  table: CollectionTable
  savedFilters: SavedFilterTable
  newId(): string
  now(): Date
  publish: Publish<'collection' | 'collection-removed' | 'saved-filter' | 'saved-filter-removed' | 'items'>
}

export function collections({ table, savedFilters, newId, now, publish }: CollectionsOptions): Collections {
  function found(id: string): Collection {
    const collection = table.find(id)
    if (collection === null) throw new AppError('collection/not-found', {}, { details: { id } })
    return collection
  }

  function told(id: string): Collection {
    const collection = found(id)
    publish({ type: 'collection', collection })
    return collection
  }

  function changed(id: string, change: () => void): Collected {
    found(id)
    const before = table.items(id)
    change()
    // Cards show what they belong to; which of them did change is not worth saying.
    publish({ type: 'items', ids: null })
    return { collection: told(id), before }
  }

  function putFilter(filter: SavedFilter): SavedFilter {
    savedFilters.put({ ...filter, createdAt: now().toISOString() })
    publish({ type: 'saved-filter', filter })
    return filter
  }

  function put(id: string, name: string): Collection {
    table.put({ id, name, createdAt: now().toISOString() })
    return told(id)
  }

  const filters = (): SavedFilter[] =>
    savedFilters
      .all()
      .map((row) => ({ ...row, sort: findSorts.find((sort) => sort === row.sort) ?? 'newest' }))

  return {
    list: () => table.all(),
    create: (name) => put(newId(), name),
    rename(id, name) {
      const { name: calledBefore } = found(id)
      table.put({ id, name, createdAt: now().toISOString() })
      const collection = found(id)
      publish({ type: 'collection', collection, calledBefore })
      const renamed = { field: 'in', before: calledBefore, after: name }
      for (const filter of filters()) {
        const query = renameValue(filter.query, 'library', renamed)
        if (query !== filter.query) putFilter({ ...filter, query })
      }
      return collection
    },
    collect: ({ id, add, remove }) =>
      changed(id, () => {
        table.take(id, remove)
        table.add(id, add)
      }),
    arrange: (id, items) => changed(id, () => table.arrange(id, items)),
    items(id) {
      found(id)
      return table.items(id)
    },
    remove(id) {
      const whole = { id, name: found(id).name, items: table.items(id) }
      table.remove(id)
      publish({ type: 'collection-removed', id })
      publish({ type: 'items', ids: null })
      return whole
    },
    restore({ id, name, items }) {
      table.put({ id, name, createdAt: now().toISOString() })
      return changed(id, () => table.arrange(id, items)).collection
    },
    filters,
    saveFilter(filter) {
      const old = filters().find(({ name }) => name.toLowerCase() === filter.name.toLowerCase())
      return putFilter({ ...filter, id: old?.id ?? newId() })
    },
    removeFilter(id) {
      const filter = filters().find((one) => one.id === id)
      if (filter === undefined) throw new AppError('filter/not-found', {}, { details: { id } })
      savedFilters.remove(id)
      publish({ type: 'saved-filter-removed', id })
      return filter
    },
  }
}
