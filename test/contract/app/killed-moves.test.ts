// A process killed in the middle of moving files: the catalog opens, every operation is whole, and all can be undone.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { putFiles, treeOf } from '../../support/folder-tree.ts'
import { killOnce, undoEverything } from '../../support/killed-moves.ts'
import { chanceFrom, madeUpTree } from '../../support/made-up-moves.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('leaves the old tree or the new one', async () => {
  const work = await temporaryFolder()
  const [folder, database] = [join(work, 'models'), join(work, 'catalog.sqlite')]
  mkdirSync(folder)
  putFiles(folder, madeUpTree)
  const before = treeOf(folder)
  const chance = chanceFrom(5)
  for (let kill = 0; kill < 2; kill++)
    expect((await killOnce(database, folder, chance, 20)).astray, `kill ${kill}`).toEqual([])
  expect(await undoEverything(database, folder)).toBe(before)
})
