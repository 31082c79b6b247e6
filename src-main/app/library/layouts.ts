// Folders of other programs for a page: what a folder is that somebody adds, and what lies at likely places.
import { isAbsolute } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { FoundLayout } from '../../contract/layout.ts'
import type { LayoutWork } from '../../catalog/layouts/layout-process.ts'
import type { LikelyPlaces } from '../../catalog/layouts/likely-places.ts'
import type { FolderRules } from '../folder-rules.ts'
import type { SettingsStore } from '../settings.ts'
import { isWithin } from '../../files/is-within.ts'

export type Layouts = {
  /** Null for a folder of no program that we know. Errors: those of the rules, `settings/folder-relative`. */
  recognise(folder: string): Promise<FoundLayout | null>
  /** What lies at likely places and is neither among the model folders nor declined; looked for anew each time. */
  offers(): Promise<FoundLayout[]>
}

export type LayoutsOptions = {
  readonly rules: FolderRules
  readonly settings: Pick<SettingsStore, 'get'>
  /** All folders in which models are looked for. */
  readonly folders: () => readonly string[]
  readonly places: LikelyPlaces
  readonly work: LayoutWork
}

export function layouts({ rules, settings, folders, places, work }: LayoutsOptions): Layouts {
  let looking: Promise<FoundLayout[]> | null = null

  /** Without what may not be chosen here; null where nothing is left. */
  async function allowed(layout: FoundLayout): Promise<FoundLayout | null> {
    const checked = await Promise.all(
      layout.folders.map((folder) =>
        rules.check(folder.path, 'read', 'modelFolders').then(
          () => [folder],
          () => [],
        ),
      ),
    )
    const left = checked.flat()
    return left.length === 0 ? null : { ...layout, folders: left }
  }

  const isKnown = (path: string): boolean => folders().some((folder) => isWithin(path, folder))

  async function look(): Promise<FoundLayout[]> {
    const found = await Promise.all((await work.find(places)).map(allowed))
    return found.filter((layout) => layout !== null)
  }

  return {
    async recognise(folder) {
      if (!isAbsolute(folder))
        throw new AppError('settings/folder-relative', { folder }, { details: { field: 'modelFolders' } })
      await rules.check(folder, 'read', 'modelFolders')
      const found = await work.recognise(folder)
      return found === null ? null : allowed(found)
    },
    async offers() {
      looking ??= look().finally(() => (looking = null))
      const found = await looking
      const declined = new Set(settings.get().declinedLayouts)
      return found.filter(
        (layout) =>
          layout.files > 0 &&
          !declined.has(layout.root) &&
          !layout.folders.every(({ path }) => isKnown(path)),
      )
    },
  }
}
