// The app with everything real around it: the engine process, this system's folders, the models that ship with it.
import { join } from 'node:path'
import { createApp, type App, type AppOptions } from '../../app/create-app.ts'
import { applicationVersion } from '../../base/version.ts'
import { builtInModelsFolder } from '../../app/demo-model.ts'
import { defaultDataFolder } from './folders.ts'
import { forkEngine } from './engine-host.ts'

export type StartOptions = Pick<
  AppOptions,
  | 'staticFolder'
  | 'token'
  | 'picturesFolder'
  | 'allowedHosts'
  | 'allowAddresses'
  | 'allowedOrigins'
  | 'foldersWithin'
> & {
  /** Chosen by the person; pictures then go there, too. */
  dataFolder?: string
  /** In place of the models that ship with Lamina. */
  modelsFolder?: string
}

export async function startApp({ dataFolder, modelsFolder, ...rest }: StartOptions): Promise<App> {
  const engine = forkEngine()
  try {
    return await createApp({
      ...(dataFolder === undefined ? {} : { picturesFolder: join(dataFolder, 'pictures') }),
      ...rest,
      dataFolder: dataFolder ?? defaultDataFolder(),
      modelFolders: [modelsFolder ?? builtInModelsFolder()],
      engine,
      version: applicationVersion,
    })
  } catch (error) {
    await engine.close()
    throw error
  }
}
