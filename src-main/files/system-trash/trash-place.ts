// Where the system's trash of a volume is, as freedesktop.org's Trash specification 1.0 has it: the home trash for what lies
// on its volume, else `.Trash/UID` or `.Trash-UID` in the topmost folder of the volume. It needs no desktop.
import { access, constants, lstat, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export type TrashSurroundings = {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** `XDG_DATA_HOME`; undefined where it is not set. */
  readonly dataHome: string | undefined
  /** Undefined where users have no number. */
  readonly user: number | undefined
}

const forOneself = 0o700
const sticky = 0o1000

/**
 * For what lies in a folder: the one that holds, or would hold, `files` and `info`. Null where the system has none, or it
 * cannot be used.
 */
export async function trashPlace(folder: string, surroundings: TrashSurroundings): Promise<string | null> {
  const { platform, home, dataHome, user } = surroundings
  if (platform === 'win32' || platform === 'darwin' || user === undefined) return null
  const volume = await volumeOf(folder)
  if (volume === null) return null
  const own = join(dataHome || join(home, '.local', 'share'), 'Trash')
  if ((await volumeAbove(own)) === volume) return (await isUsable(own, user)) ? own : null
  const top = await topOf(folder, volume)
  const shared = join(top, '.Trash')
  const candidates = [
    ...((await isShared(shared)) ? [join(shared, String(user))] : []),
    join(top, `.Trash-${user}`),
  ]
  for (const candidate of candidates) if (await isUsable(candidate, user)) return candidate
  return null
}

async function volumeOf(path: string): Promise<number | null> {
  return (await stat(path).catch(() => null))?.dev ?? null
}

/** Of the nearest folder above that is there. */
async function volumeAbove(path: string): Promise<number | null> {
  return (await volumeOf(path)) ?? (dirname(path) === path ? null : volumeAbove(dirname(path)))
}

async function topOf(folder: string, volume: number): Promise<string> {
  const above = dirname(folder)
  return above !== folder && (await volumeOf(above)) === volume ? topOf(above, volume) : folder
}

/** One for all users must be a folder, not a link, in which nobody removes what is another's. */
async function isShared(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => null)
  return facts !== null && facts.isDirectory() && (facts.mode & sticky) !== 0
}

/** Somebody else's, or a link to anywhere, is not used; one that is missing can be made where its folder lets us. */
async function isUsable(folder: string, user: number): Promise<boolean> {
  for (const one of [folder, join(folder, 'files'), join(folder, 'info')]) {
    const facts = await lstat(one).catch(() => null)
    if (facts === null) return isWritable(dirname(one))
    if (!facts.isDirectory() || facts.uid !== user) return false
  }
  return isWritable(join(folder, 'files'))
}

/** The folder, or the one above in which it can be made. */
async function isWritable(folder: string): Promise<boolean> {
  const known = await lstat(folder).catch(() => null)
  if (known === null && dirname(folder) !== folder) return isWritable(dirname(folder))
  return access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
}

/** Its folders, where they are missing. Throws what the system says. */
export async function makeTrash(place: string): Promise<void> {
  for (const inner of ['files', 'info'])
    await mkdir(join(place, inner), { recursive: true, mode: forOneself })
}

/** Of the user who runs this. */
export function ourTrash(): TrashSurroundings {
  return {
    platform: process.platform,
    home: homedir(),
    dataHome: process.env['XDG_DATA_HOME'],
    user: process.getuid?.(),
  }
}
