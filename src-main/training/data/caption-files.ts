// Captions as they lie on disk: a text file beside each picture, or one table for a folder.
import { extname, join } from 'node:path'
import { AppError, reportError, type ErrorReport } from '../../base/errors.ts'
import { readFileBytes } from '../../files/file-bytes.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { isRecord } from '../../base/is-record.ts'

export type CaptionTable = {
  readonly path: string
  /** By file name, with or without its ending, or by path below the folder; letters composed (NFC). */
  readonly captions: ReadonlyMap<string, string>
  readonly problems: readonly CaptionProblem[]
}

export type CaptionProblem = { readonly path: string; readonly why: ErrorReport }

/** In this order; the first that is there counts. */
export const tableNames = [
  'metadata.jsonl',
  'metadata.csv',
  'captions.csv',
  'meta_cap.json',
  'metadata.json',
] as const

/** UTF-8, or UTF-16 with its mark. Null for bytes that are neither. */
function decodeText(bytes: Uint8Array): string | null {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.includes('\0') ? null : text
  } catch {
    // Not that encoding: the caller names the file.
    return null
  }
}

/** Of a whole file: one line, as trainers read it (the first that is not empty). */
export function captionOfText(text: string): string {
  return (
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  )
}

/** A hundred thousand pictures with a paragraph each. */
const mostTableBytes = 128 * 2 ** 20
/** A caption is a line or a few. */
const mostCaptionBytes = 2 ** 20

/** What the text file of one picture says, or why it says nothing. */
export async function readCaptionFile(path: string): Promise<{ text: string } | CaptionProblem> {
  const bytes = await bytesOrFault(path, mostCaptionBytes)
  if (!(bytes instanceof Uint8Array)) return { path, why: bytes }
  const text = decodeText(bytes)
  return text === null ? { path, why: remark('dataset/caption-not-text') } : { text }
}

/** A report says why they cannot be had. */
async function bytesOrFault(path: string, mostBytes: number): Promise<Uint8Array | ErrorReport> {
  try {
    return await readFileBytes(path, mostBytes)
  } catch (error) {
    if (error instanceof AppError) return reportError(error)
    throw error
  }
}

/** The table of a folder; null where it has none. */
export async function readCaptionTable(
  folder: string,
  names: ReadonlySet<string>,
): Promise<CaptionTable | null> {
  const name = tableNames.find((candidate) => names.has(candidate))
  if (name === undefined) return null
  const path = join(folder, name)
  const bytes = await bytesOrFault(path, mostTableBytes)
  const nothing = (why: ErrorReport): CaptionTable => ({
    path,
    captions: new Map(),
    problems: [{ path, why }],
  })
  if (!(bytes instanceof Uint8Array)) return nothing(bytes)
  const text = decodeText(bytes)
  if (text === null) return nothing(remark('dataset/table-not-text'))
  const rows = name.endsWith('.jsonl')
    ? jsonLines(text)
    : name.endsWith('.csv')
      ? csvRows(text)
      : jsonTable(text)
  const captions = new Map<string, string>()
  for (const { file, caption } of rows.rows)
    captions.set(file.replaceAll('\\', '/').replace(/^\.\//, '').normalize('NFC'), caption)
  return { path, captions, problems: fewOf(rows.faults).map((why) => ({ path, why })) }
}

/** Of a table that is wrong from top to bottom the first lines say it all. */
const mostFaults = 20

function fewOf(faults: readonly Remark[]): readonly Remark[] {
  const more = faults.length - mostFaults
  if (more <= 0) return faults
  return [...faults.slice(0, mostFaults), remark('dataset/table-more', { count: more })]
}

/** `name`: of a picture, or its path below the table's folder with `/` between. */
export function captionInTable({ captions }: CaptionTable, name: string): string | null {
  const [whole, stem] = keysOf(name)
  return captions.get(whole) ?? captions.get(stem) ?? null
}

/** What a table says of pictures that are not there; `names` are those that are, as for `captionInTable`. */
export function strangersInTable(
  { path, captions }: CaptionTable,
  names: readonly string[],
): CaptionProblem[] {
  const known = new Set(names.flatMap(keysOf))
  const strangers = [...captions.keys()].filter((key) => !known.has(key))
  const [name] = strangers
  if (name === undefined) return []
  return [{ path, why: remark('dataset/table-strangers', { count: strangers.length, name }) }]
}

function keysOf(name: string): [whole: string, stem: string] {
  const whole = name.normalize('NFC')
  return [whole, whole.slice(0, whole.length - extname(whole).length)]
}

type Rows = { readonly rows: { file: string; caption: string }[]; readonly faults: Remark[] }

const fileKeys = ['file_name', 'image', 'file', 'path'] as const
const textKeys = ['text', 'caption', 'prompt', 'tags'] as const

function pick(record: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = Object.hasOwn(record, key) ? record[key] : undefined
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The caller says which line.
    return undefined
  }
}

/** Hugging Face's ImageFolder: one object a line with `file_name` and a caption. */
function jsonLines(text: string): Rows {
  const rows: Rows = { rows: [], faults: [] }
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return
    const record = parsed(line)
    const file = isRecord(record) ? pick(record, fileKeys) : null
    const caption = isRecord(record) ? pick(record, textKeys) : null
    if (file === null || caption === null) rows.faults.push(remark('dataset/table-line', { line: index + 1 }))
    else rows.rows.push({ file, caption })
  })
  return rows
}

/** kohya's fine-tuning table: `{ "name": { "caption": …, "tags": … } }`. */
function jsonTable(text: string): Rows {
  const table = parsed(text)
  if (!isRecord(table)) return { rows: [], faults: [remark('dataset/table-not-object')] }
  const rows: Rows = { rows: [], faults: [] }
  for (const [file, entry] of Object.entries(table)) {
    const parts = isRecord(entry)
      ? [pick(entry, ['caption']), pick(entry, ['tags'])]
      : [typeof entry === 'string' ? entry : null]
    const caption = parts.filter((part) => part !== null).join(', ')
    if (caption === '') rows.faults.push(remark('dataset/table-no-caption', { name: file }))
    else rows.rows.push({ file, caption })
  }
  return rows
}

function csvRows(text: string): Rows {
  const [header = [], ...lines] = csvCells(text.replace(/^\uFEFF/, ''))
  const names = header.map((name) => name.trim().toLowerCase())
  const fileAt = names.findIndex((name) => (fileKeys as readonly string[]).includes(name))
  const textAt = names.findIndex((name) => (textKeys as readonly string[]).includes(name))
  if (fileAt < 0 || textAt < 0) return { rows: [], faults: [remark('dataset/table-no-columns')] }
  const rows: Rows = { rows: [], faults: [] }
  lines.forEach((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return
    const [file, caption] = [cells[fileAt] ?? '', cells[textAt] ?? '']
    if (file === '' || caption === '') rows.faults.push(remark('dataset/table-line', { line: index + 2 }))
    else rows.rows.push({ file, caption })
  })
  return rows
}

/** RFC 4180: cells may be quoted, a doubled quote is one, line ends may stand in quotes. */
function csvCells(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') cell += text[++at]!
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === ',') {
      row.push(cell)
      cell = ''
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[at + 1] === '\n') at++
      rows.push([...row, cell])
      row = []
      cell = ''
    } else cell += sign
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
