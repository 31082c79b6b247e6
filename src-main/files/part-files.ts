// Temporary files on their way to becoming real ones: their names tell who writes them,
// so that what a killed process left can go.
import { createHash, randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Folders may be shared by machines, where the numbers of processes mean different things. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const partPattern = /^\.lamina-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.part$/

/** In the folder it is to be renamed in; of one length whatever the file's own name is. */
export function partPath(folder: string): string {
  return join(folder, `.lamina-${machine}-${process.pid}-${randomBytes(6).toString('hex')}.part`)
}

/** Of a file that some process is writing, or was. */
export function isPartName(name: string): boolean {
  return partPattern.test(name)
}

/** A process may have been given a dead one's number; nobody is silent for so long in the middle of a file. */
const abandonedMs = 24 * 60 * 60 * 1000

/** Removes from these folders what killed processes of this machine left. Folders that are not there hold nothing. */
export async function removeAbandonedParts(folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      const [, where, writer] = partPattern.exec(name) ?? []
      if (where !== machine || writer === undefined) continue
      const path = join(folder, name)
      // What cannot be removed now may be the next time.
      if (!isAlive(Number(writer)) || (await isOld(path)))
        await rm(path, { force: true }).catch(() => undefined)
    }
  }
}

/** The same in every folder below this one. */
export async function removeAbandonedPartsBelow(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  await removeAbandonedParts(
    new Set(entries.flatMap(({ name, parentPath }) => (isPartName(name) ? [parentPath] : []))),
  )
}

function isAlive(writer: number): boolean {
  if (writer === process.pid) return true
  try {
    process.kill(writer, 0)
    return true
  } catch (error) {
    // One that may not be signalled is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function isOld(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  return facts !== null && Date.now() - facts.mtimeMs > abandonedMs
}
