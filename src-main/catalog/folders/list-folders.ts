// What lies in the model folders: one list for every catalog, made without opening a file.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as immediate } from 'node:timers/promises'
import { throwIfCancelled } from '../../base/cancel.ts'
import {
  namesOf,
  nothingBeside,
  sidecarNames,
  sidecarStems,
  type SidecarNames,
} from '../sidecars/sidecar-names.ts'
import { walkFolders, type FolderFile } from './walk-folders.ts'

export type ListedFile = FolderFile & {
  /** What lies beside it and speaks of it. */
  readonly beside: SidecarNames
  /** When the newest of that was changed; 0 without any. */
  readonly besideMs: number
}

export type FolderListing = {
  /** By path: every file that may be a model, an adapter or an embedding, and every diffusers model as its folder. */
  readonly files: ReadonlyMap<string, ListedFile>
  /** The names in every folder that was walked through, in the order of the walk. */
  readonly folders: ReadonlyMap<string, ReadonlySet<string>>
  /** Folders that lie elsewhere and were reached over a link. */
  readonly links: ReadonlySet<string>
  /** Roots that are not there now. */
  readonly absent: readonly string[]
  /** Whether there was more than anyone keeps models in, and the rest was left out. */
  readonly isCut: boolean
}

export const emptyListing: FolderListing = {
  files: new Map(),
  folders: new Map(),
  links: new Set(),
  absent: [],
  isCut: false,
}

/** Of files that may be models, adapters or embeddings. */
export const libraryEndings: ReadonlySet<string> = new Set(['.safetensors', '.ckpt', '.pt', '.pth', '.bin'])
const peftConfig = 'adapter_config.json'
const pieceFiles = 500
/** Somebody chose a whole disk. */
export const mostFolders = 20_000

export type ListingOptions = {
  readonly signal?: AbortSignal
  /** Called after each, with how many files there are until now. */
  readonly onFolder?: ((files: number) => void) | undefined
}

/** A root that is not there has nothing in it. Throws `job/cancelled`. */
export async function listFolders(
  roots: readonly string[],
  { signal, onFolder }: ListingOptions = {},
): Promise<FolderListing> {
  const files = new Map<string, ListedFile>()
  const folders = new Map<string, ReadonlySet<string>>()
  const links = new Set<string>()
  const absent: string[] = []
  const seen = new Set<string>()
  for (const root of roots) {
    if (!(await isFolder(root))) absent.push(root)
    for await (const walked of walkFolders(root, libraryEndings, seen)) {
      throwIfCancelled(signal)
      if (folders.size === mostFolders) return { files, folders, links, absent, isCut: true }
      const { folder, names, model } = walked
      folders.set(folder, names)
      if (walked.linked) links.add(folder)
      if (model !== null) files.set(folder, { ...model, beside: nothingBeside, besideMs: 0 })
      const stems = sidecarStems(names)
      for (const [index, file] of walked.files.entries()) {
        // A folder of thousands is gone through in small pieces.
        if (index % pieceFiles === pieceFiles - 1) await immediate()
        const beside = sidecarNames(file.path, names, stems)
        const isAlone = beside === nothingBeside && !names.has(peftConfig)
        const besideMs = isAlone ? 0 : await newest(folder, beside, names)
        files.set(file.path, { ...file, beside, besideMs })
      }
      onFolder?.(files.size)
    }
  }
  return { files, folders, links, absent, isCut: false }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function newest(folder: string, beside: SidecarNames, names: ReadonlySet<string>): Promise<number> {
  const all = namesOf(beside)
  if (names.has(peftConfig)) all.push(peftConfig)
  let latest = 0
  for (const name of all) {
    const found = await stat(join(folder, name)).catch(() => null)
    latest = Math.max(latest, found?.mtimeMs ?? 0)
  }
  return latest
}
