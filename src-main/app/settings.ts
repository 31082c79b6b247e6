// Settings: defaults, then what was stored, field by field, so that one bad field cannot lose the others.
import { mkdir, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../base/errors.ts'
import { newestVersion, readFields } from '../contract/stored.ts'
import { settingsKind, type Publish, type Settings } from '../contract/studio.ts'
import type { DocumentTable } from '../database/documents.ts'
import { systemCode } from '../files/system-error.ts'
import type { FolderRules } from './folder-rules.ts'

export type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | undefined }

export type SettingsStore = {
  get(): Settings
  /** Where nothing is stored. */
  readonly defaults: Settings
  /** Checks folders on disk before it stores them. */
  set(change: SettingsChange): Promise<Settings>
}

export const defaultPicturePattern = '{date}/{time}-{seed}'

export type SettingsStoreOptions = {
  table: DocumentTable
  defaults: Settings
  /** Which folders may be chosen. */
  rules: FolderRules
  publish: Publish<'settings'>
}

export function settingsStore({ table, defaults, rules, publish }: SettingsStoreOptions): SettingsStore {
  const get = (): Settings => readFields(settingsKind, Object.fromEntries(table.all()), defaults).value

  return {
    get,
    defaults,
    async set(change) {
      const now = get()
      const { picturesFolder = now.picturesFolder, modelFolders = [] } = change
      if (picturesFolder !== now.picturesFolder) await requirePicturesFolder(picturesFolder, rules)
      for (const folder of modelFolders)
        if (!now.modelFolders.includes(folder)) await requireFolder(folder, rules)
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      table.putAll({ ...Object.fromEntries(given), version: newestVersion(settingsKind) })
      const settings = get()
      publish({ type: 'settings', settings })
      return settings
    },
  }
}

async function requirePicturesFolder(folder: string, rules: FolderRules): Promise<void> {
  requireAbsolute(folder, 'picturesFolder')
  await rules.check(folder, 'write', 'picturesFolder')
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new AppError(
      'settings/folder-unusable',
      { folder },
      { details: { field: 'picturesFolder', systemCode: systemCode(cause) }, cause },
    )
  }
}

async function requireFolder(folder: string, rules: FolderRules): Promise<void> {
  requireAbsolute(folder, 'modelFolders')
  await rules.check(folder, 'read', 'modelFolders')
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true)
    throw new AppError('settings/folder-missing', { folder }, { details: { field: 'modelFolders' } })
}

function requireAbsolute(folder: string, field: keyof Settings): void {
  if (isAbsolute(folder)) return
  throw new AppError('settings/folder-relative', { folder }, { details: { field } })
}
