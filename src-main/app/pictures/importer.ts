// Pictures of other programs, and ours from elsewhere, are copied into the pictures folder with what they say; each is there once.
import { randomUUID } from 'node:crypto'
import { copyFile, constants, readdir, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { oneAtATime } from '../../base/turns.ts'
import { importEndings, type ImportOutcome } from '../../contract/import.ts'
import type { PictureOrigin } from '../../contract/picture-origin.ts'
import { mostPictureBytes } from '../../contract/picture-settings.ts'
import type { Transfer } from '../../contract/transfer.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { readError, writeError } from '../../files/system-error.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import { isInTrash } from '../../journal/trash-folder.ts'
import type { FolderRules } from '../folder-rules.ts'
import { withIncomingFile } from '../picture-settings/incoming-file.ts'
import { saidAdapters } from '../picture-settings/said-adapters.ts'
import type { ReadSettings } from '../picture-settings/read-settings.ts'
import type { SettingsReader } from '../picture-settings/settings-reader.ts'
import type { SettingsStore } from '../settings.ts'
import type { FolderGrants } from './folder-grants.ts'
import type { Transfers } from './transfers.ts'

export type Importer = {
  /** One that is sent here. Errors: `picture-settings/…`, `picture/…`, `disk/…`. */
  upload(picture: Upload): Promise<ImportOutcome>
  /** All pictures of a folder and those in it, without links. Its id is that of the import. */
  folder(grant: string): Promise<Transfer>
  /** Into the trash as a whole; null where nothing of it is left. What was done last undoes it (`library.undo`). */
  undo(importId: string): Promise<string | null>
}

export type Upload = {
  readonly importId: string
  readonly name: string
  /** When its file was written last; null where that is not known. */
  readonly modified: Date | null
  readonly body: AsyncIterable<Uint8Array>
}

export type ImporterParts = {
  pictures: Pick<PictureStore, 'reserveCopy' | 'addImported' | 'sameAs' | 'restore' | 'trashImport'>
  work: Pick<PictureWork, 'facts'>
  readSettings: SettingsReader
  settings: Pick<SettingsStore, 'get'>
  grants: Pick<FolderGrants, 'folder'>
  rules: FolderRules
  transfers: Pick<Transfers, 'start'>
  dataFolder: string
  now(): Date
}

type Candidate = {
  readonly importId: string
  readonly path: string
  readonly name: string
  readonly modified: Date | null
}

const deepest = 20

export function importer(parts: ImporterParts): Importer {
  const { pictures, work, readSettings, settings, grants, rules, transfers, dataFolder, now } = parts
  /** Of two that are the same the second finds the first. */
  const inTurn = oneAtATime()

  const take = (picture: Candidate): Promise<ImportOutcome> => inTurn(() => takeNow(picture))

  async function takeNow({ importId, path, name, modified }: Candidate): Promise<ImportOutcome> {
    const { size } = await stat(path).catch((cause: unknown) => {
      throw readError(cause, path)
    })
    if (size > mostPictureBytes)
      throw new AppError('picture-settings/too-large', { megabytes: mostPictureBytes / 2 ** 20 })
    const said = await readSettings(path, name)
    const record = said.kind === 'record' ? said.record : null
    const { width, height, sha256 } = await work.facts(path)
    const same = await pictures.sameAs(sha256, record)
    if (same !== null) {
      if (!same.isTrashed) return 'same'
      await pictures.restore(same.id)
      return 'done'
    }
    const folder = settings.get().picturesFolder
    const copy = await pictures.reserveCopy(folder, name)
    await copyFile(path, copy, constants.COPYFILE_EXCL).catch(async (cause: unknown) => {
      await rm(copy, { force: true }).catch(() => undefined)
      throw writeError(cause, copy)
    })
    const createdAt = record?.createdAt ?? (modified ?? now()).toISOString()
    pictures.addImported({
      ...{ importId, folder, path: copy, width, height, createdAt, sha256, record },
      origin: originOf(said),
    })
    return 'done'
  }

  return {
    upload: ({ body, ...picture }) =>
      withIncomingFile(dataFolder, body, mostPictureBytes, (path) => take({ ...picture, path })),
    async folder(grant) {
      const folder = grants.folder(grant)
      if (folder === null) throw new AppError('export/no-folder')
      await rules.check(folder, 'read', 'grant')
      const importId = randomUUID()
      return transfers.start({
        id: importId,
        kind: 'import',
        items: await picturesBelow(folder),
        nameOf: (path) => basename(path),
        async take(path) {
          const { mtime } = await stat(path).catch((cause: unknown) => {
            throw readError(cause, path)
          })
          return take({ importId, path, name: basename(path), modified: mtime })
        },
      })
    },
    undo: (importId) => pictures.trashImport(importId),
  }
}

function originOf(read: ReadSettings): PictureOrigin {
  if (read.kind === 'record') return { source: 'lamina', said: null }
  const { said } = read
  const { prompt, negativePrompt, model, steps, sampler, scheduler, guidance, seed } = said
  return {
    source: said.source,
    said: {
      ...{ prompt, negativePrompt, model, steps, sampler, scheduler, guidance, seed },
      adapters: saidAdapters(said).map(({ name, hash, weight }) => ({ name, hash, weight })),
    },
  }
}

/** By path. Folders that cannot be read are left out, hidden ones and links too. */
async function picturesBelow(folder: string, depth = 0): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (depth > 0) return []
    throw readError(cause, folder)
  })
  const paths: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || isInTrash(path)) continue
    if (entry.isDirectory() && depth < deepest) paths.push(...(await picturesBelow(path, depth + 1)))
    else if (entry.isFile() && isPicture(entry.name)) paths.push(path)
  }
  return paths
}

function isPicture(name: string): boolean {
  return (importEndings as readonly string[]).includes(extname(name).toLowerCase())
}
