// 1,000 operations on files of real disks, a third of them in trouble, and then all undone: `npm run bench -- moves`.
// `COUNT=20000 SEED=3` for more and others. The trees before and after are compared byte by byte.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realDisk } from '../../src-main/files/moving/move-disk.ts'
import { changesOf, liveThrough } from '../support/made-up-moves.ts'
import { diskWithoutCase, diskWithoutLinks } from '../support/moving-disk.ts'

const count = Number(process.env['COUNT'] ?? 1000)
const seed = Number(process.env['SEED'] ?? 1)
const kinds = {
  'a disk as most are': {},
  'without second names': { kind: diskWithoutLinks },
  'where case does not count': { kind: diskWithoutCase },
}

for (const [name, kind] of Object.entries(kinds)) {
  const folder = await mkdtemp(join(tmpdir(), 'lamina-moves-'))
  try {
    const begun = performance.now()
    const { done, failed, undone, broken, before, after } = await liveThrough({
      folder,
      seed,
      count,
      disk: realDisk,
      ...kind,
    })
    const isWhole = before === after && broken.length === 0
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    process.stdout.write(
      `${name}: ${done} done, ${failed} failed, ${undone} undone in ${seconds} s; the tree is ${isWhole ? 'the same' : 'ANOTHER'}\n`,
    )
    for (const line of broken.slice(0, 5)) process.stdout.write(`  ${line}\n`)
    if (before !== after) process.stdout.write(`  at the end: ${changesOf(before, after)}\n`)
    if (!isWhole) process.exitCode = 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
