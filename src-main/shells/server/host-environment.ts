// The environment of the desktop's host: what it is told, and where what Node compiles of its code is kept.
import { compiledCodePlace } from '../../files/compiled-code.ts'
import type { DesktopHostSettings } from './desktop-messages.ts'

/** Whoever named another place for compiled code has it there. */
export function hostEnvironment(own: NodeJS.ProcessEnv, handed: DesktopHostSettings): NodeJS.ProcessEnv {
  return { ...compiledCodePlace(handed.dataFolder), ...own, LAMINA_HOST: JSON.stringify(handed) }
}
