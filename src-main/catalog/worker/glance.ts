// A first look at a safetensors file: its words, and a name for its table of contents, which is not read.
import { createHash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { sourceId } from '../../files/file-source.ts'
import { openRegularFileSync } from '../../files/regular-file.ts'
import { outlineHeader } from '../../formats/safetensors-outline.ts'

export type Glance = {
  readonly path: string
  /** Of the file as it was then, as `TensorFile.id`. */
  readonly id: string
  /** The same for every file with the same names, types, shapes and places of tensors, whatever else it says. */
  readonly table: string
  /** Null where the metadata lies among the tensors: it is the same where the table is. */
  readonly metadata: ReadonlyMap<string, string> | null
}

/** Nearly every adapter's header: one of SDXL with its text encoders has 400 kB. */
const head = new Uint8Array(1024 * 1024)
/** Its length is known then, and small ones are there. */
const firstBytes = 16 * 1024
const lengthBytes = 8

/**
 * Waits for the disk: whoever asks has a thread for it, and handing each read to another one costs more than the read.
 * Null for every other file, and for one that cannot be read: reading it whole says what it is.
 */
export function glanceAt(path: string): Glance | null {
  if (extname(path).toLowerCase() !== '.safetensors') return null
  const absolute = resolve(path)
  try {
    const { file, stats } = openRegularFileSync(absolute)
    try {
      const header = readHeader(file)
      const outline = header && outlineHeader(header)
      if (outline === null) return null
      const { table, metadata } = outline
      const dataBytes = stats.size - lengthBytes - headerLength()
      const hash = createHash('sha256').update(table).digest('hex')
      const placed = metadata === null ? 'within' : 'before'
      return { path, id: sourceId(absolute, stats), table: `${hash} ${placed} ${dataBytes}`, metadata }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Of the file in `head`. */
function headerLength(): number {
  const view = new DataView(head.buffer)
  return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32
}

/** Valid until the next one. Null for one that is longer than most, or than its file. */
function readHeader(file: number): Uint8Array | null {
  const read = readTo(file, 0, firstBytes)
  if (read < lengthBytes) return null
  const end = lengthBytes + headerLength()
  if (end > head.length || (end > read && readTo(file, read, end) < end)) return null
  return head.subarray(lengthBytes, end)
}

/** How far `head` is filled then. */
function readTo(file: number, from: number, end: number): number {
  let at = from
  for (let more = 1; more > 0 && at < end; at += more) more = readSync(file, head, at, end - at, at)
  return at
}
