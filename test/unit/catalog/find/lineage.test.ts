// What was made from what, over a real catalog: both ways, any depth, files that are away, circles.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lineageOf } from '../../../../src-main/catalog/find/lineage.ts'
import type { LineageNode, Source } from '../../../../src-main/contract/lineage.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { foundFile } from '../../../support/found-files.ts'

let folder: string
let database: CatalogDatabase

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-lineage-'))
  database = openCatalog(join(folder, 'catalog.sqlite'))
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const shaOf = (name: string): string => Buffer.from(name).toString('hex').padEnd(64, '0')
const source = (name: string, weight = 1): Source => ({ name: `${name} once`, sha256: shaOf(name), weight })

function put(name: string, sources: readonly Source[] = []): void {
  const item = foundFile(name, { sources })
  const file = { sizeBytes: 12, modifiedMs: 1, besideMs: 0, facts: {}, path: item.path }
  const keys = { nameKey: name, sortKey: name, alias: null, modelHash: null, headerHash: '', refused: false }
  database.adapters.put([{ ...file, ...keys, id: name, name, addedAt: name, item }])
  database.adapters.setHashes({ id: name, ...file }, shaOf(name), null)
}

function putModel(name: string, sources: readonly Source[]): void {
  const item = foundFile(name, { path: `/models/${name}`, kind: 'checkpoint', isAdapter: false, sources })
  const file = { id: name, path: item.path, sizeBytes: 12, modifiedMs: 1 }
  database.models.put({ ...file, inspection: {}, addedAt: name, item })
  database.models.setHash(name, 12, 1, shaOf(name))
}

const of = (id: string) => lineageOf(database.lineage, { id, sha256: null })
const lines = (nodes: readonly LineageNode[]): string[] =>
  nodes.map(
    ({ depth, here, name, weight }) => `${'  '.repeat(depth - 1)}${here?.name ?? `(${name})`} ${weight}`,
  )

test('through merges and bakes to any depth, each behind what leads to it, in both directions', () => {
  put('ink')
  put('wash')
  put('merged', [
    source('ink', 0.7),
    source('wash', -0.5),
    source('gone'),
    { name: 'said', sha256: null, weight: null },
  ])
  put('resized', [source('merged')])
  putModel('baked', [source('resized', 0.8)])
  expect(lines(of('baked').from)).toEqual([
    'resized 0.8',
    '  merged 1',
    '    ink 0.7',
    '    wash -0.5',
    '    (gone once) 1',
    '    (said) null',
  ])
  const { into } = of('ink')
  expect(lines(into)).toEqual(['merged 0.7', '  resized 1', '    baked 0.8'])
  expect(into.at(-1)).toMatchObject({ sha256: shaOf('baked'), here: { isAdapter: false } })
  // What lies here no more is found by its contents alone.
  expect(lines(lineageOf(database.lineage, { id: null, sha256: shaOf('gone') }).into)).toContain('merged 1')
  expect(lineageOf(database.lineage, { id: 'unknown', sha256: null })).toEqual({ from: [], into: [] })
})

test('a file that is written anew has other sources, and one that is removed none', () => {
  put('ink')
  put('merged', [source('ink')])
  put('merged', [source('wash')])
  expect(of('ink').into).toEqual([])
  put('merged', [source('ink')])
  database.adapters.remove('merged')
  expect(of('ink').into).toEqual([])
})

test('whatever files say, each is there once and nobody waits', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 20 })
  fc.assert(
    fc.property(pairs, (said) => {
      for (const name of names)
        put(
          name,
          said.filter(([file]) => file === name).map(([, from]) => source(from)),
        )
      const reach = (start: string, next: (name: string) => string[]): Set<string> => {
        const all = new Set([start])
        for (const name of all) for (const one of next(name)) all.add(one)
        return all
      }
      for (const name of names) {
        const { from, into } = of(name)
        const ids = (nodes: readonly LineageNode[]): string[] =>
          [name, ...nodes.map(({ here }) => here!.id)].sort()
        const above = reach(name, (one) => said.filter(([file]) => file === one).map(([, other]) => other))
        const below = reach(name, (one) => said.filter(([, other]) => other === one).map(([file]) => file))
        expect([ids(from), ids(into)]).toEqual([[...above].sort(), [...below].sort()])
      }
    }),
    { numRuns: 30 },
  )
})
