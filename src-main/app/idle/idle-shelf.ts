// Previews that were made in idle time, as files of the data folder: each whole, under the name that says what it is of.
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeError } from '../../files/system-error.ts'

export type IdleShelf = {
  /** What lies there; answered again without a look. */
  open(): Promise<void>
  has(key: string): boolean
  path(key: string): string
  /** Errors: `disk/…`. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** What is not among these goes; what cannot be removed stays, and is counted. */
  keepOnly(keys: ReadonlySet<string>): Promise<void>
  readonly count: number
  readonly sizeBytes: number
}

const ending = '.webp'

export function idleShelf(folder: string): IdleShelf {
  const sizes = new Map<string, number>()
  let sizeBytes = 0
  let opened: Promise<void> | null = null
  const pathOf = (key: string): string => join(folder, `${key}${ending}`)

  function note(key: string, size: number | null): void {
    sizeBytes += (size ?? 0) - (sizes.get(key) ?? 0)
    if (size === null) sizes.delete(key)
    else sizes.set(key, size)
  }

  async function look(): Promise<void> {
    const names = await readdir(folder).catch((): string[] => [])
    // What a host that was killed left of a picture on its way here.
    for (const name of names.filter((one) => one.endsWith('.png')))
      await rm(join(folder, name), { force: true }).catch(() => undefined)
    for (const name of names.filter((one) => one.endsWith(ending))) {
      const found = await stat(join(folder, name)).catch(() => null)
      if (found !== null) note(name.slice(0, -ending.length), found.size)
    }
  }

  return {
    open: () => (opened ??= look()),
    has: (key) => sizes.has(key),
    path: pathOf,
    async put(key, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw writeError(cause, folder)
      })
      await writeFileAtomically(pathOf(key), bytes)
      note(key, bytes.length)
    },
    async keepOnly(keys) {
      for (const key of [...sizes.keys()]) {
        if (keys.has(key)) continue
        const isGone = await rm(pathOf(key), { force: true }).then(
          () => true,
          () => false,
        )
        if (isGone) note(key, null)
      }
    },
    get count() {
      return sizes.size
    },
    get sizeBytes() {
      return sizeBytes
    },
  }
}
