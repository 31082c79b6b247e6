// What lies beside a model file and speaks of it, told by its name: nothing is opened.
import { extname, basename } from 'node:path'
import type { SaidFrom } from '../../contract/about-file.ts'

/** The files that say something, in the order in which they are believed: what a person wrote comes first. */
export const sidecarEndings = {
  a1111: '.json',
  text: '.txt',
  'lora-manager': '.metadata.json',
  civitai: '.civitai.info',
  'stability-matrix': '.cm-info.json',
} as const satisfies Partial<Record<SaidFrom, string>>
export type Sidecar = keyof typeof sidecarEndings

/** Names of the files beside, in the model's own folder. */
export type SidecarNames = {
  /** A picture; null where there is none. */
  readonly preview: string | null
  readonly said: Readonly<Partial<Record<Sidecar, string>>>
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
const sidecars = Object.entries(sidecarEndings) as [Sidecar, string][]
/** The longer before the shorter that they end with. */
const allEndings = [...previewEndings, ...sidecars.map(([, ending]) => ending)].sort(
  (a, b) => b.length - a.length,
)

export const nothingBeside: SidecarNames = { preview: null, said: {} }

/**
 * Stems of what may lie beside a file: most files of a large folder have
 * nothing, and are not asked about a dozen times.
 */
export function sidecarStems(there: Iterable<string>): ReadonlySet<string> {
  const stems = new Set<string>()
  for (const name of there) {
    // `a.preview.png` is the picture of `a`, or that of `a.preview`.
    for (const ending of allEndings) if (name.endsWith(ending)) stems.add(name.slice(0, -ending.length))
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
  const found = sidecars.map(([sidecar, ending]) => [sidecar, `${stem}${ending}`] as const)
  return {
    preview: previewEndings.map((ending) => `${stem}${ending}`).find((name) => there.has(name)) ?? null,
    said: Object.fromEntries(found.filter(([, name]) => there.has(name))),
  }
}

export function namesOf({ preview, said }: SidecarNames): string[] {
  return [...(preview === null ? [] : [preview]), ...Object.values(said)]
}
