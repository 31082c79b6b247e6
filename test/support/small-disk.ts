// A file system of its own for a test: small, made read-only, taken away and brought back. Linux lets root do that.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

function run(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

/** Null, or why no test here can have a disk of its own. */
export const whyNoDisk: string | null = (() => {
  if (process.platform !== 'linux') return 'only Linux mounts a tmpfs'
  const folder = mkdtempSync(join(tmpdir(), 'lamina-disk-'))
  const mounted = run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
  if (mounted) run('umount', folder)
  rmSync(folder, { recursive: true, force: true })
  return mounted ? null : 'this user may not mount a tmpfs'
})()

export type SmallDisk = {
  readonly path: string
  /** Nothing more goes onto it. */
  fill(): void
  /** Room again. */
  free(): void
  /** While no file on it is open for writing. */
  readOnly(on: boolean): void
  /** As a disk that is pulled out; `plug` brings the same one back. */
  unplug(): void
  plug(): void
  remove(): void
}

export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-disk-'))
  const hidden = mkdtempSync(join(tmpdir(), 'lamina-disk-'))
  const must = (...command: [string, ...string[]]): void => {
    if (!run(...command)) throw new Error(`${command.join(' ')} failed`)
  }
  must('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', hidden)
  must('mount', '--bind', hidden, folder)
  const filler = join(folder, 'filler.bin')
  return {
    path: folder,
    fill() {
      for (let size = 1 << 20; size >= 512; size >>= 1) {
        try {
          for (;;) {
            if (statfsSync(folder).bavail === 0) return
            writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
          }
        } catch {
          // A smaller piece may still go in.
        }
      }
    },
    free: () => rmSync(filler, { force: true }),
    readOnly: (on) => must('mount', '-o', `remount,${on ? 'ro' : 'rw'},bind`, folder),
    unplug: () => must('umount', '-l', folder),
    plug: () => must('mount', '--bind', hidden, folder),
    remove() {
      run('umount', '-l', folder)
      run('umount', '-l', hidden)
      for (const path of [folder, hidden]) rmSync(path, { recursive: true, force: true })
    },
  }
}
