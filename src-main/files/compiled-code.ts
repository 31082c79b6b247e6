// What Node compiles of our code is kept in the data folder, so that every process after the first starts sooner.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { constants, enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { applicationVersion } from '../base/version.ts'

export const compiledFolder = 'compiled'
const placeVariable = 'NODE_COMPILE_CACHE'

const placeIn = (dataFolder: string): string => join(dataFolder, compiledFolder, applicationVersion)

/** For the environment of a process. */
export function compiledCodePlace(dataFolder: string): NodeJS.ProcessEnv {
  return { [placeVariable]: placeIn(dataFolder) }
}

/**
 * For this process, as far as it loads code from here on, and for those that it starts. Nothing fails where the folder
 * cannot be written: nothing is kept then.
 */
export function keepCompiledCode(dataFolder: string): void {
  if (process.env[placeVariable] !== undefined) return
  const place = placeIn(dataFolder)
  try {
    mkdirSync(place, { recursive: true, mode: 0o700 })
  } catch {
    return
  }
  if (enableCompileCache(place).status === constants.compileCacheStatus.ENABLED)
    process.env[placeVariable] = place
}

/** Whoever is ended without notice keeps what was compiled of its code now or never. */
export function keepCompiledCodeSoon(): void {
  setImmediate(flushCompileCache)
}

/** That of other versions of Lamina. It is only room on the disk: what cannot be removed now is tried the next time. */
export function removeOldCode(dataFolder: string): void {
  const folder = join(dataFolder, compiledFolder)
  try {
    for (const name of readdirSync(folder))
      if (name !== applicationVersion) rmSync(join(folder, name), { recursive: true, force: true })
  } catch {
    return
  }
}
