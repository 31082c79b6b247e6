// A host and its backups killed at any moment: the catalog opens whole with all that was written, and so does every backup.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCatalog } from '../../../src-main/database/catalog-database.ts'
import { listBackups } from '../../../src-main/database/safekeeping/backup-folder.ts'
import { isWhole } from '../../../src-main/database/safekeeping/check-catalog.ts'
import { chanceFrom } from '../../support/made-up-moves.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const child = join(import.meta.dirname, '../../support/children/back-up.ts')
const kills = 3
const mostMs = 120

/** The last number that it said. */
async function killedHost(folder: string, day: number, afterMs: number): Promise<number> {
  const host = spawn(process.execPath, [child, folder, String(day)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  host.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(host.stdout, 'data')
  // At any moment.
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  host.kill('SIGKILL')
  await once(host, 'close')
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

test('loses nothing that was written', async () => {
  const folder = await temporaryFolder()
  const catalog = join(folder, 'catalog.sqlite')
  const chance = chanceFrom(11)
  for (let kill = 0; kill < kills; kill++) {
    const said = await killedHost(folder, kill * 1_000, chance(mostMs))
    expect(isWhole(catalog)).toBe(true)
    const database = openCatalog(catalog)
    const { number, text } = Object.fromEntries(database.settings.all())
    database.close()
    expect(number).toBeGreaterThanOrEqual(said)
    expect(text).toBe(`${Number(number)} `.repeat(2_000))
    for (const { path } of listBackups(join(folder, 'backups'))) expect(isWhole(path), path).toBe(true)
  }
})
