// Where this system keeps an application's data unless told otherwise, and what the runtime keeps.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { builtInModelsFolder } from '../../app/demo-model.ts'

export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if (platform === 'win32')
    return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Lamina')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Lamina')
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'lamina')
}

export type ChosenFolders = {
  /** Chosen by the person; pictures then go there, too. */
  dataFolder?: string | undefined
  /** In place of the models that ship with Lamina. */
  modelsFolder?: string | undefined
}

/** What of the application's options says where things lie. */
export function folderOptions({ dataFolder, modelsFolder }: ChosenFolders): {
  dataFolder: string
  modelFolders: string[]
  picturesFolder?: string
} {
  return {
    ...(dataFolder === undefined ? {} : { picturesFolder: join(dataFolder, 'pictures') }),
    dataFolder: dataFolder ?? defaultDataFolder(),
    modelFolders: [modelsFolder ?? builtInModelsFolder()],
  }
}

/** Where ONNX Runtime keeps reports for sending, for all programs that use it; null where it keeps none. */
export function telemetryFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  const own = ['Microsoft', 'DeveloperTools', '.onnxruntime']
  if (platform === 'win32') return null
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', ...own)
  return join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), ...own)
}
