// Settings: defaults, then what was stored, field by field, so that one bad field cannot lose the others.
import { mkdir, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../base/errors.ts'
import { settingsSchema, type Settings } from '../contract/studio.ts'
import type { DocumentTable } from '../database/documents.ts'
import { systemCode } from '../files/system-error.ts'
import type { FolderRules } from './folder-rules.ts'

export type SettingsChange = { [Name in keyof Settings]?: Settings[Name] | undefined }

export type SettingsStore = {
  get(): Settings
  /** Checks folders on disk before it stores them. */
  set(change: SettingsChange): Promise<Settings>
}

export const defaultPicturePattern = '{date}/{time}-{seed}'

export function settingsStore(table: DocumentTable, defaults: Settings, rules: FolderRules): SettingsStore {
  function get(): Settings {
    const stored = table.all()
    const fields = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
      const parsed = schema.safeParse(stored.get(name))
      return parsed.success ? [[name, parsed.data] as const] : []
    })
    return { ...defaults, ...(Object.fromEntries(fields) as Partial<Settings>) }
  }

  return {
    get,
    async set(change) {
      const now = get()
      const { picturesFolder = now.picturesFolder, modelFolders = [] } = change
      if (picturesFolder !== now.picturesFolder) await requirePicturesFolder(picturesFolder, rules)
      for (const folder of modelFolders)
        if (!now.modelFolders.includes(folder)) await requireFolder(folder, rules)
      for (const [name, value] of Object.entries(change)) {
        if (value !== undefined) table.put(name, value)
      }
      return get()
    },
  }
}

async function requirePicturesFolder(folder: string, rules: FolderRules): Promise<void> {
  requireAbsolute(folder, 'picturesFolder')
  await rules.check(folder, 'write', 'picturesFolder')
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new AppError('settings/folder-unusable', `The folder ${folder} cannot be made.`, {
      hint: 'Choose another folder.',
      details: { field: 'picturesFolder', systemCode: systemCode(cause) },
      cause,
    })
  }
}

async function requireFolder(folder: string, rules: FolderRules): Promise<void> {
  requireAbsolute(folder, 'modelFolders')
  await rules.check(folder, 'read', 'modelFolders')
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true) {
    throw new AppError('settings/folder-missing', `There is no folder ${folder}.`, {
      hint: 'Check the path, or choose another folder.',
      details: { field: 'modelFolders' },
    })
  }
}

function requireAbsolute(folder: string, field: keyof Settings): void {
  if (isAbsolute(folder)) return
  throw new AppError('settings/folder-relative', `${folder} is not a full path.`, {
    hint: 'Give the whole path of the folder.',
    details: { field },
  })
}
