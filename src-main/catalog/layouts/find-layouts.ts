// Looks at the places where people keep other programs: briefly, by names, and never over a network.
import { realpath, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import type { FoundLayout, LayoutFolder } from '../../contract/layout.ts'
import { readTextFile } from '../../files/text-file.ts'
import { countFiles } from './count-files.ts'
import { extraModelPaths } from './extra-model-paths.ts'
import { folderNames } from './folder-names.ts'
import type { LikelyPlaces } from './likely-places.ts'
import { presentFolders } from './present-folders.ts'
import { readYaml } from './read-yaml.ts'
import { recogniseLayout } from './recognise-layout.ts'
import type { Surroundings } from './surroundings.ts'
import { member } from '../sidecars/said.ts'

const mostMs = 3_000
/** Of one parent; whoever has more keeps programs elsewhere. */
const mostFolders = 300
const mostNoteBytes = 64 * 2 ** 10

/** The first of the same files; those that were found when the time was over. Never throws. */
export async function findLayouts(
  places: LikelyPlaces,
  around: Surroundings,
  now: () => number = () => performance.now(),
): Promise<FoundLayout[]> {
  const until = now() + mostMs
  const found: FoundLayout[] = []
  const seen = new Set<string>()

  async function add(layout: FoundLayout | null): Promise<void> {
    if (layout === null) return
    const real = await realpath(layout.root).catch(() => layout.root)
    if (seen.has(real)) return
    seen.add(real)
    found.push(layout)
  }

  // It names all its folders, those elsewhere too.
  for (const config of places.comfyConfigs) await add(await desktopLayout(config, around))
  for (const place of await candidates(places)) {
    if (now() > until) return found
    if (await isNear(place)) await add(await recogniseLayout(place, around))
    await immediate()
  }
  return found
}

async function candidates(places: LikelyPlaces): Promise<string[]> {
  const all = [...places.roots]
  for (const note of places.matrixNotes) all.push(...(await notedLibrary(note)))
  for (const parent of places.parents) {
    const names = await folderNames(parent).names('')
    const shown = names.filter((name) => !name.startsWith('.')).sort()
    all.push(...shown.slice(0, mostFolders).map((name) => join(parent, name)))
  }
  return all
}

async function notedLibrary(note: string): Promise<string[]> {
  try {
    const path = member(JSON.parse(await readTextFile(note, mostNoteBytes)), 'LibraryPath')
    return typeof path === 'string' && path !== '' ? [path] : []
  } catch {
    // There is none, or it is written otherwise now.
    return []
  }
}

/** The desktop names its folders in a configuration of its own: `models/checkpoints` below its root, and so on. */
async function desktopLayout(config: string, around: Surroundings): Promise<FoundLayout | null> {
  const near: LayoutFolder[] = []
  for (const folder of extraModelPaths(await readYaml(config), config, around))
    if (await isNear(folder.path)) near.push(folder)
  const folders = await presentFolders(near)
  if (folders.length === 0) return null
  const root = dirname(dirname(folders[0]!.path))
  return { program: 'comfyui', root, folders, ...(await countFiles(folders.map(({ path }) => path))) }
}

/** Magic numbers of Linux: NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P, and FUSE, behind which anything may lie. */
const farFileSystems = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x01021997, 0x65735546,
])

/** Whether it is there, and on a disk of this machine as far as that can be told. */
async function isNear(place: string): Promise<boolean> {
  if (/^[\\/]{2}/.test(place)) return false
  try {
    const real = await realpath(place)
    if (/^[\\/]{2}/.test(real)) return false
    return process.platform !== 'linux' || !farFileSystems.has((await statfs(real)).type)
  } catch {
    return false
  }
}
