// Where this system keeps an application's data, unless told otherwise.
import { homedir } from 'node:os'
import { join } from 'node:path'

export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if (platform === 'win32')
    return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Lamina')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Lamina')
  return join(environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'lamina')
}
