// The person and the system that paths in configurations speak of.
import { homedir } from 'node:os'
import { join } from 'node:path'

export type Surroundings = {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

export function ourSurroundings(): Surroundings {
  return { platform: process.platform, home: homedir(), environment: process.env }
}

/** `~`, `$NAME`, `${NAME}` and, on Windows, `%NAME%`; a name that is not set stays as it is written. */
export function expandedPath(path: string, { platform, home, environment }: Surroundings): string {
  const named = (whole: string, ...names: (string | undefined)[]): string =>
    environment[names.find((name) => typeof name === 'string') ?? ''] ?? whole
  const expanded = path.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, plain?: string, braced?: string) =>
    named(whole, plain, braced),
  )
  const onWindows =
    platform === 'win32'
      ? expanded.replace(/%(\w+)%/g, (whole, name: string) => named(whole, name))
      : expanded
  return /^~(?=$|[\\/])/.test(onWindows) ? join(home, onWindows.slice(1)) : onWindows
}
