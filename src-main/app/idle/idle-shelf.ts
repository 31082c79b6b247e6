// Previews that were made in idle time, as files of the data folder: each whole, under the name that says what it is of, and of the
// time at which somebody looked at it last.
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { writeError } from '../../files/system-error.ts'

export type IdleShelf = {
  /** What lies there; answered again without a look. */
  open(): Promise<void>
  has(key: string): boolean
  path(key: string): string
  keys(): string[]
  sizeOf(key: string): number
  /** When somebody looked at it last; 0 without one. */
  seenMs(key: string): number
  /** Somebody looks at them. */
  see(keys: readonly string[]): void
  /** `seenMs` until somebody looks at it. Errors: `disk/…`. */
  put(key: string, bytes: Uint8Array, seenMs: number): Promise<void>
  /** What cannot be removed stays, and is counted. */
  remove(keys: readonly string[]): Promise<void>
  /** What is not among these goes. */
  keepOnly(keys: ReadonlySet<string>): Promise<void>
  readonly count: number
  readonly sizeBytes: number
  /** Of one of them, as large as any was. */
  readonly largestBytes: number
}

type Kept = { readonly size: number; readonly seenMs: number }

const ending = '.webp'
/** Whoever looks at it now and again within this time has looked once. */
const onceMs = 3_600_000

export function idleShelf(folder: string): IdleShelf {
  const kept = new Map<string, Kept>()
  let sizeBytes = 0
  let largestBytes = 0
  let opened: Promise<void> | null = null
  const pathOf = (key: string): string => join(folder, `${key}${ending}`)

  function note(key: string, one: Kept | null): void {
    sizeBytes += (one?.size ?? 0) - (kept.get(key)?.size ?? 0)
    largestBytes = Math.max(largestBytes, one?.size ?? 0)
    if (one === null) kept.delete(key)
    else kept.set(key, one)
  }

  /** The time of the file; without it, what it was made counts. */
  function stamp(key: string, ms: number): Promise<void> {
    const time = new Date(ms)
    return utimes(pathOf(key), time, time).catch(() => undefined)
  }

  async function remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const isGone = await rm(pathOf(key), { force: true }).then(
        () => true,
        () => false,
      )
      if (isGone) note(key, null)
    }
  }

  async function look(): Promise<void> {
    const names = await readdir(folder).catch((): string[] => [])
    // What a host that was killed left of a picture on its way here.
    for (const name of names.filter((one) => one.endsWith('.png')))
      await rm(join(folder, name), { force: true }).catch(() => undefined)
    for (const name of names.filter((one) => one.endsWith(ending))) {
      const found = await stat(join(folder, name)).catch(() => null)
      if (found !== null) note(name.slice(0, -ending.length), { size: found.size, seenMs: found.mtimeMs })
    }
  }

  return {
    open: () => (opened ??= look()),
    has: (key) => kept.has(key),
    path: pathOf,
    keys: () => [...kept.keys()],
    sizeOf: (key) => kept.get(key)?.size ?? 0,
    seenMs: (key) => kept.get(key)?.seenMs ?? 0,
    see(keys) {
      const now = Date.now()
      for (const key of keys) {
        const one = kept.get(key)
        if (one === undefined || now - one.seenMs < onceMs) continue
        note(key, { ...one, seenMs: now })
        void stamp(key, now)
      }
    },
    async put(key, bytes, seenMs) {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw writeError(cause, folder)
      })
      await writeFileAtomically(pathOf(key), bytes)
      await stamp(key, seenMs)
      note(key, { size: bytes.length, seenMs })
    },
    remove,
    keepOnly: (keys) => remove([...kept.keys()].filter((key) => !keys.has(key))),
    get count() {
      return kept.size
    },
    get largestBytes() {
      return largestBytes
    },
    get sizeBytes() {
      return sizeBytes
    },
  }
}
