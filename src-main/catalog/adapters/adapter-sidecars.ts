// What lies beside an adapter file and speaks of it: Civitai's `.civitai.info`, A1111's `.json`, a preview picture.
import { dirname, extname, join, basename } from 'node:path'
import { readJson } from '../../adapters/about/python-value.ts'
import type { SaidBeside } from '../../adapters/about/made-for.ts'
import { readTextFile } from '../../files/text-file.ts'

/** Names of the files beside, in the adapter's own folder; null where there is none. */
export type SidecarNames = {
  readonly preview: string | null
  readonly civitai: string | null
  readonly a1111: string | null
}

export type Sidecars = {
  /** What it says of the base line, Civitai first. */
  readonly madeFor: readonly SaidBeside[]
  readonly activationText: string | null
  readonly trainedWords: readonly string[]
  readonly preferredWeight: number | null
  readonly notes: string | null
}

const previewEndings = [
  '.preview.png',
  '.preview.jpg',
  '.preview.jpeg',
  '.preview.webp',
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
]
const civitaiEnding = '.civitai.info'
const a1111Ending = '.json'
const allEndings = [...previewEndings, civitaiEnding, a1111Ending]
const mostBytes = 4_000_000

export const nothingBeside: SidecarNames = { preview: null, civitai: null, a1111: null }

/**
 * Stems of what may lie beside a file: most files of a large folder have
 * nothing, and are not asked about twelve times.
 */
export function sidecarStems(there: Iterable<string>): ReadonlySet<string> {
  const stems = new Set<string>()
  for (const name of there) {
    const ending = allEndings.find((one) => name.endsWith(one))
    if (ending === undefined) continue
    stems.add(name.slice(0, -ending.length))
    // `a.preview.png` is the picture of `a`, or that of `a.preview`.
    if (ending.startsWith('.preview')) stems.add(name.slice(0, -extname(name).length))
  }
  return stems
}

/** `there`: the names in the file's folder; `stems`: of those that may lie beside a file. */
export function sidecarNames(
  path: string,
  there: ReadonlySet<string>,
  stems: ReadonlySet<string> = sidecarStems(there),
): SidecarNames {
  const stem = basename(path, extname(path))
  if (!stems.has(stem)) return nothingBeside
  const first = (endings: readonly string[]): string | null =>
    endings.map((ending) => `${stem}${ending}`).find((name) => there.has(name)) ?? null
  return {
    preview: first(previewEndings),
    civitai: first([civitaiEnding]),
    a1111: first([a1111Ending]),
  }
}

/** What cannot be read says nothing. */
export async function readSidecars(path: string, names: SidecarNames): Promise<Sidecars> {
  const read = async (name: string | null): Promise<unknown> => {
    if (name === null) return undefined
    const text = await readTextFile(join(dirname(path), name), mostBytes).catch(() => undefined)
    return text === undefined ? undefined : readJson(text)
  }
  return mergeSidecars(await read(names.civitai), await read(names.a1111))
}

export function mergeSidecars(civitai: unknown, a1111: unknown): Sidecars {
  const said: SaidBeside[] = []
  const base = text(member(civitai, 'baseModel'))
  if (base !== null) said.push({ text: base, where: 'civitai' })
  const version = text(member(a1111, 'sd version'))
  if (version !== null) said.push({ text: version, where: 'sidecar' })
  const words = member(civitai, 'trainedWords')
  const weight = member(a1111, 'preferred weight')
  return {
    madeFor: said,
    activationText: text(member(a1111, 'activation text')),
    trainedWords: Array.isArray(words)
      ? words.filter((word): word is string => typeof word === 'string').slice(0, 100)
      : [],
    // A1111 writes 0 for "none".
    preferredWeight: typeof weight === 'number' && Number.isFinite(weight) && weight !== 0 ? weight : null,
    notes: text(member(a1111, 'notes')),
  }
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined
}

function text(value: unknown): string | null {
  const trimmed = typeof value === 'string' ? value.trim().slice(0, 20_000) : ''
  return trimmed === '' ? null : trimmed
}
