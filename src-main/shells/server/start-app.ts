// The app with everything real around it: the engine process, this system's folders, the models that ship with it.
import { createApp, type App, type AppOptions } from '../../app/create-app.ts'
import { applicationVersion } from '../../base/version.ts'
import { folderOptions, type ChosenFolders } from './folders.ts'
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
  | 'downloads'
  | 'trashItem'
  | 'onStartedAgain'
  | 'onLost'
> &
  ChosenFolders

export async function startApp({ dataFolder, modelsFolder, ...rest }: StartOptions): Promise<App> {
  const engine = forkEngine()
  try {
    return await createApp({
      ...folderOptions({ dataFolder, modelsFolder }),
      ...rest,
      engine,
      engineAgain: () => forkEngine(),
      version: applicationVersion,
    })
  } catch (error) {
    await engine.close()
    throw error
  }
}
