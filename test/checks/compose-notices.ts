// Composes THIRD-PARTY-NOTICES from the lock file (which packages ship) and their own licence files (the texts).
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './source-files.ts'

type LockEntry = {
  version?: string
  license?: string
  optional?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
type Lock = { packages: Record<string, LockEntry> }
type Shipped = { name: string; version: string; license: string; folder: string; optional: boolean }

/** Development packages whose code ends up in what we hand out: the built renderer and the desktop shell. */
export const bundled = [
  'svelte',
  'bits-ui',
  '@lucide/svelte',
  '@fontsource-variable/inter',
  'uplot',
  'electron',
]
/** `electron` ships its own binary; the packages that fetch it stay behind. */
const shippedWithoutDependencies = new Set(['electron'])

const opening = `Lamina is under the MIT licence (LICENSE). It is handed out together with the works below, each under its own terms.

The demo model (models/emoji-diffusion-128.safetensors) is under the Apache License 2.0. It was trained on pictures of
Noto Emoji, copyright Google, whose images are under the Apache License 2.0.
The vocabulary of the CLIP text encoder (src-main/text/clip-merges.json) is OpenAI's, copyright 2021, under the MIT
licence.
Node.js (package "node") and Electron bring their own notices: the file LICENSE beside the Node.js binary, and the
files LICENSE and LICENSES.chromium.html beside the Electron binary.
The libvips binaries (packages "@img/sharp-libvips-…") are dynamically linked libraries under the LGPL 3.0 or later; they
may be replaced by a build of your own.
`

export function composeNotices(): string {
  const lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as Lock
  const shipped = shippedPackages(lock)
  const rows = shipped.map(({ name, version, license }) => `${name} ${version}: ${license}`)
  return [opening, 'Packages', '========', '', ...rows, '', ...licenceTexts(shipped)].join('\n')
}

function shippedPackages(lock: Lock): Shipped[] {
  const root = lock.packages[''] ?? {}
  const found = new Map<string, Shipped>()
  const visit = (name: string, from: string): void => {
    const folder = resolveFolder(lock, name, from)
    if (folder === undefined || found.has(folder) || name.startsWith('@types/')) return
    const entry = lock.packages[folder] ?? {}
    const { version = '', license = 'see its licence file', optional = false } = entry
    found.set(folder, { name, version, license, folder, optional })
    if (shippedWithoutDependencies.has(name)) return
    const needed = { ...entry.dependencies, ...entry.optionalDependencies }
    for (const dependency of Object.keys(needed)) visit(dependency, folder)
  }
  for (const name of [...Object.keys(root.dependencies ?? {}), ...bundled]) visit(name, '')
  return [...found.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

/** As Node resolves: the nearest node_modules up from the package that asks. */
function resolveFolder(lock: Lock, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (candidate in lock.packages) return candidate
    if (folder === '') return undefined
  }
}

/** Packages that say the same share one text. What only some systems install is in the list above only. */
function licenceTexts(shipped: readonly Shipped[]): string[] {
  const namesByText = new Map<string, string[]>()
  for (const { name, folder, optional } of shipped) {
    if (optional) continue
    const text = licenceFile(join(repositoryRoot, folder))
    if (text === undefined) continue
    namesByText.set(text, [...(namesByText.get(text) ?? []), name])
  }
  return [...namesByText].flatMap(([text, names]) => {
    const heading = [...new Set(names)].join(', ')
    return [heading, '='.repeat(Math.min(heading.length, 110)), '', text, '']
  })
}

function licenceFile(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name))
  if (file === undefined) return undefined
  const lines = readFileSync(join(folder, file), 'utf8').split(/\r?\n/)
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
