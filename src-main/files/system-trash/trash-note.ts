// The note beside a file in the system's trash (`info/NAME.trashinfo`): where it was, and when it was thrown away.
import { basename, dirname, extname, join, relative } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'

const noteEnding = '.trashinfo'

/** `…/files/ink.json` has its note in `…/info/ink.json.trashinfo`. */
export function notePath(file: string): string {
  return join(dirname(dirname(file)), 'info', basename(file) + noteEnding)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Of the file at `file` in the trash, which was at `path`; the time is told as clocks on the wall do. */
export function trashNote(file: string, path: string, at: Date): string {
  const escaped = notedPath(path, dirname(dirname(file)))
    .toWellFormed()
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  return `[Trash Info]\nPath=${escaped}\nDeletionDate=${day}T${time}\n`
}

/** `ink 2.json` where there is an `ink.json`; its note has room for its ending. */
export function nameInTrash(name: string, isTaken: (name: string) => boolean): string {
  const ending = extname(name)
  const stem = cutToBytes(basename(name, ending), 220 - Buffer.byteLength(ending))
  for (let number = 1; ; number++) {
    const free = number === 1 ? stem + ending : `${stem} ${number}${ending}`
    if (!isTaken(free)) return free
  }
}

/** Whole in the home trash; in that of another volume below its topmost folder. */
function notedPath(path: string, trash: string): string {
  const shared = basename(dirname(trash)) === '.Trash'
  if (!shared && !/^\.Trash-\d+$/.test(basename(trash))) return path
  const below = relative(dirname(shared ? dirname(trash) : trash), path)
  return below.startsWith('..') ? path : below
}
