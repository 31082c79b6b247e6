// A file that grows by lines and begins anew when it is long, so that a limited part of the past is kept.
import { appendFile, readFile, rename, stat } from 'node:fs/promises'

export type RotatingFile = {
  /** Written soon and in order; where the disk takes nothing, lines are lost and nothing fails. */
  append(line: string): void
  /** The last lines, oldest first, with those that are still being written. Empty where there are none. */
  tail(count: number): Promise<string[]>
  /** Resolves when everything is written, or given up. */
  settled(): Promise<void>
}

export type RotatingOptions = {
  /** Of the file; the one before it, beside it with the ending `.1`, is as long. */
  readonly mostBytes: number
}

export function rotatingFile(path: string, { mostBytes }: RotatingOptions): RotatingFile {
  const old = `${path}.1`
  let waiting = ''
  let writing: Promise<void> | null = null

  async function write(): Promise<void> {
    while (waiting !== '') {
      const text = waiting
      waiting = ''
      try {
        const size = await sizeOf(path)
        if (size > 0 && size + Buffer.byteLength(text) > mostBytes) await rename(path, old)
        await appendFile(path, text, { mode: 0o600 })
      } catch {
        // The disk is full, locked or gone; that is told elsewhere.
      }
    }
    writing = null
  }

  return {
    append(line) {
      waiting += `${line}\n`
      writing ??= write()
    },
    async tail(count) {
      await writing
      const newest = await linesOf(path)
      const all = newest.length < count ? [...(await linesOf(old)), ...newest] : newest
      return all.slice(-count)
    },
    async settled() {
      await writing
    },
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  } catch {
    return []
  }
}
