// The library of a data folder for the length of one command, made of the host's own parts and without an engine:
// `withLibrary(input, async (studio) => …)`, in a command whose flags have `data: 'text'`. What it knows is there at
// once; `studio.library.look()` brings it up to date with the folders. Where another host owns the data folder it
// throws `app/already-running` with that host's address. Ctrl-C closes it well.
import type { Studio } from '../../app/studio.ts'
import { applicationVersion } from '../../base/version.ts'
import type { CommandInput } from './command.ts'

export const dataUsage = '[--data DIR]'
export const dataFlag = { data: 'text' } as const

/** What shells say of a program that Ctrl-C ended. */
const endedExitCode = 130

/** `--data`: as that of `serve`. Errors: those of `work`, `app/already-running`, `catalog/…`, `disk/…`. */
export async function withLibrary<T>(
  input: Pick<CommandInput, 'path'>,
  work: (studio: Studio) => Promise<T>,
): Promise<T> {
  const dataFolder = input.path('data')
  // The whole app hangs on these, and the other commands start without it.
  const [{ openStudio }, { noEngine }, { folderOptions }] = await Promise.all([
    import('../../app/open-studio.ts'),
    import('../../app/no-engine.ts'),
    import('../server/folders.ts'),
  ])
  const { parts, close } = await openStudio({
    ...folderOptions({ dataFolder }),
    engine: noEngine,
    version: applicationVersion,
    measures: false,
  })
  const end = (): void => void close().finally(() => process.exit(endedExitCode))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  try {
    return await work(parts)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end)
    await close()
  }
}
