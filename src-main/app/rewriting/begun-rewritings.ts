// The files that are begun, kept until what became of each was told: what a host that was killed leaves to the next.
import { z } from 'zod'
import { rewriteWishSchema, type RewriteWish } from '../../contract/rewriting.ts'
import { readAllStored, toStore, type StoredKind } from '../../contract/stored.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { Storage } from '../storage.ts'

/** `path`: where the file was to be. */
export type BegunRewriting = { readonly id: string; readonly wish: RewriteWish; readonly path: string }

export type BegunRewritings = {
  /** Of earlier hosts, begun first first; one that this version cannot read stays for one that can. */
  left(): BegunRewriting[]
  put(begun: BegunRewriting): void
  remove(id: string): void
}

const storedSchema = z.object({ wish: rewriteWishSchema, path: z.string().min(1) })
const begunRewritingKind: StoredKind<z.infer<typeof storedSchema>> = {
  name: 'begun rewriting',
  schema: storedSchema,
  upgrades: [],
}

/** Where the disk takes nothing, the work goes on, and is forgotten with its host. */
export function begunRewritings(table: DocumentTable, attempt: Storage['attempt']): BegunRewritings {
  return {
    left: () => [...readAllStored(begunRewritingKind, table.all())].map(([id, begun]) => ({ id, ...begun })),
    put: ({ id, wish, path }) => attempt(() => table.put(id, toStore(begunRewritingKind, { wish, path }))),
    remove: (id) => attempt(() => table.remove(id)),
  }
}
