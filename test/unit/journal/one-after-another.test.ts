// Moves that are wished for at once: in an order in which each name is free, on disks where case counts and where it does not.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openCatalog } from '../../../src-main/database/catalog-database.ts'
import { journal } from '../../../src-main/journal/journal.ts'
import { oneAfterAnother } from '../../../src-main/journal/one-after-another.ts'
import { putFiles, treeOf } from '../../support/folder-tree.ts'
import { diskWithoutCase, diskWithoutLinks, quickDisk } from '../../support/moving-disk.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
const names = ['a', 'b', 'c', 'd', 'Foo', 'é']

test('whoever stands in the way goes first, and in a circle one waits', () => {
  const moves = oneAfterAnother([
    { from: '/m/a', to: '/m/b' },
    { from: '/m/b', to: '/m/c' },
    { from: '/m/x', to: '/m/y' },
    { from: '/m/y', to: '/m/x' },
    { from: '/m/Foo', to: '/m/foo' },
  ])
  const shown = moves.map(({ from, to }) =>
    [from!, to].map((path) => basename(path).replace(/^\.lamina-.*/, '…')).join(' → '),
  )
  expect(shown).toEqual(['b → c', 'a → b', 'x → …', 'y → x', '… → y', 'Foo → …', '… → foo'])
})

describe.each([
  ['as most are', quickDisk],
  ['without second names', diskWithoutLinks(quickDisk)],
  ['where case does not count', diskWithoutCase(quickDisk)],
])('on a disk %s', (_, disk) => {
  test('any new names are got at once, and undone as a whole', async () => {
    const folder = await temporaryFolder()
    let runs = 0
    const database = openCatalog(':memory:')
    const moves = journal({
      table: database.operations,
      publish: () => undefined,
      newId: randomUUID,
      disk: { ...disk, sync: () => Promise.resolve() },
    })
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...names, 'x', 'y', 'foo2'], {
          minLength: names.length,
          maxLength: names.length,
        }),
        fc.boolean(),
        async (wished, isUpper) => {
          const here = join(folder, String(runs++))
          mkdirSync(here)
          putFiles(here, Object.fromEntries(names.map((name) => [name, `was ${name}`])))
          const before = treeOf(here)
          const spelled = wished.map((name) => (isUpper ? name.toUpperCase() : name))
          const { id } = await moves.carryOut({
            kind: 'rename',
            names,
            moves: oneAfterAnother(
              names.map((name, at) => ({ from: join(here, name), to: join(here, spelled[at]!) })),
            ),
          })
          const expected = Object.fromEntries(names.map((name, at) => [spelled[at]!, `was ${name}`]))
          expect(textsIn(here)).toEqual(expected)
          await moves.undo(id)
          expect(treeOf(here)).toBe(before)
        },
      ),
      { numRuns: 10 },
    )
    database.close()
  })
})
