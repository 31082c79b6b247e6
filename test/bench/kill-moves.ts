// Kills processes at random moments of their operations on files, and looks each time whether the catalog opens and every
// operation is whole; in the end all of them are undone: `npm run bench -- kill-moves`, `KILLS=1000 SEED=2` for more.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { putFiles, treeOf } from '../support/folder-tree.ts'
import { killOnce, undoEverything } from '../support/killed-moves.ts'
import { chanceFrom, changesOf, madeUpTree } from '../support/made-up-moves.ts'

const kills = Number(process.env['KILLS'] ?? 100)
const chance = chanceFrom(Number(process.env['SEED'] ?? 1))
const work = mkdtempSync(join(tmpdir(), 'lamina-kills-'))
try {
  const [folder, database] = [join(work, 'models'), join(work, 'catalog.sqlite')]
  mkdirSync(folder)
  putFiles(folder, madeUpTree)
  const before = treeOf(folder)
  let [cutOff, broken] = [0, 0]
  for (let kill = 0; kill < kills; kill++) {
    const left = await killOnce(database, folder, chance, 60)
    cutOff += left.cutOff
    if (left.astray.length > 0) broken++
    for (const path of left.astray.slice(0, 5)) process.stdout.write(`  after kill ${kill}: ${path}\n`)
  }
  const after = await undoEverything(database, folder)
  process.stdout.write(
    `${kills} kills, ${cutOff} operations cut off, ${broken} times something was astray; after undoing all the tree is ` +
      `${after === before ? 'the same' : `ANOTHER: ${changesOf(before, after)}`}\n`,
  )
  if (broken > 0 || after !== before) process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
