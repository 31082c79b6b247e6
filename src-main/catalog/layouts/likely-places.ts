// Where people keep other programs: folders of their own, looked at by name, and what those programs have written down.
import { join } from 'node:path'
import type { Surroundings } from './surroundings.ts'

export type LikelyPlaces = {
  /** Each folder in these may be one of a program. */
  readonly parents: readonly string[]
  /** These may be. */
  readonly roots: readonly string[]
  /** Configurations of ComfyUI's desktop. */
  readonly comfyConfigs: readonly string[]
  /** Where StabilityMatrix notes its library. */
  readonly matrixNotes: readonly string[]
}

export function likelyPlaces({ platform, home, environment }: Surroundings): LikelyPlaces {
  const below = (...names: string[]): string[] => names.map((name) => join(home, name))
  const parents = [
    home,
    ...below('Documents', 'Desktop', 'Downloads', 'AI', 'ai', 'apps', 'Apps', 'src', 'git'),
  ]
  // Windows: people unpack programs beside its own folders, on the disk it lies on.
  const disk = platform === 'win32' ? [`${environment.SystemDrive ?? 'C:'}\\`] : []
  const settings = settingsFolder({ platform, home, environment })
  return {
    parents: [...parents, ...disk, ...disk.flatMap((root) => [`${root}AI`, `${root}SD`])],
    roots: environment.INVOKEAI_ROOT === undefined ? [] : [environment.INVOKEAI_ROOT],
    comfyConfigs: [join(settings, 'ComfyUI', 'extra_models_config.yaml')],
    matrixNotes: [join(settings, 'StabilityMatrix', 'library.json')],
  }
}

function settingsFolder({ platform, home, environment }: Surroundings): string {
  if (platform === 'win32') return environment.APPDATA ?? join(home, 'AppData', 'Roaming')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  return environment.XDG_CONFIG_HOME ?? join(home, '.config')
}
