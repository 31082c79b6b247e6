// Pictures of the gallery are handed out: into a folder that a person chose in the desktop's dialog, or as a download.
import { extname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { exportEndings, type ExportWay } from '../../contract/export.ts'
import type { Transfer } from '../../contract/transfer.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import { writeBeside } from '../../files/write-beside.ts'
import { exportName } from '../../gallery/export-names.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { FolderGrants } from './folder-grants.ts'
import type { Transfers } from './transfers.ts'

export type Exporter = {
  /** With their endings. Throws `picture/not-found`, `export/unknown-placeholder`. */
  names(ids: readonly string[], way: ExportWay): string[]
  /** Throws `export/…`, `folder/…`; what keeps a single picture back is in the transfer. */
  start(ids: readonly string[], way: ExportWay, grant: string): Promise<Transfer>
  /** Throws what keeps it back. */
  download(id: string, way: ExportWay): Promise<{ readonly name: string; readonly bytes: Uint8Array }>
}

export type ExporterParts = {
  pictures: Pick<PictureStore, 'find' | 'filePath'>
  work: Pick<PictureWork, 'exported'>
  grants: Pick<FolderGrants, 'folder'>
  rules: FolderRules
  transfers: Pick<Transfers, 'start'>
}

export function exporter({ pictures, work, grants, rules, transfers }: ExporterParts): Exporter {
  function named(id: string, { pattern, form }: ExportWay, number: number): { stem: string; ending: string } {
    const picture = pictures.find(id)
    const stem = exportName(pattern, picture, number)
    return { stem, ending: exportEndings[form.as] ?? extname(picture.fileName).toLowerCase() }
  }

  return {
    names: (ids, way) =>
      ids.map((id, index) => {
        const { stem, ending } = named(id, way, index + 1)
        return `${stem}${ending}`
      }),
    async start(ids, way, grant) {
      const folder = grants.folder(grant)
      if (folder === null) throw new AppError('export/no-folder')
      await rules.check(folder, 'write', 'grant')
      // Said before the first file, not for each of them.
      named(ids[0]!, way, 1)
      return transfers.start({
        kind: 'export',
        items: ids.map((id, index) => ({ id, number: index + 1 })),
        nameOf: ({ id }) => nameOf(id),
        async take({ id, number }) {
          const { stem, ending } = named(id, way, number)
          const bytes = await work.exported(pictures.filePath(id), way)
          await writeBeside(folder, stem, ending, bytes)
          return 'done'
        },
      })
    },
    async download(id, way) {
      const { stem, ending } = named(id, way, 1)
      return { name: `${stem}${ending}`, bytes: await work.exported(pictures.filePath(id), way) }
    },
  }

  function nameOf(id: string): string {
    try {
      return pictures.find(id).fileName
    } catch {
      // It has been thrown away for good meanwhile.
      return id
    }
  }
}
