// `lamina scan`: takes folders into the library by reference, and says what is in them.
import { resolve, sep } from 'node:path'
import type { ErrorReport } from '../../../base/errors.ts'
import type { ScanProgress } from '../../../contract/studio.ts'
import type { Studio } from '../../../app/studio.ts'
import { statusLine, type StatusLine } from '../../../files/status-line.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { asText, inEnglish } from '../speech.ts'
import { timeText } from '../training-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

type Broken = { readonly file: string; readonly problem: ErrorReport }
type Found = { readonly counts: Readonly<Record<string, number>>; readonly broken: readonly Broken[] }

export const scanCommand: Command = {
  name: 'scan',
  usage: `scan DIR… ${dataUsage} [--json]`,
  summary: 'Takes folders of models into the library, where they lie, and says what is in them.',
  words: ['folder', '…'],
  flags: { ...dataFlag, json: 'switch' },
  async run(input) {
    const folders = [...new Set(input.words.map((word) => resolve(word)))]
    const line = statusLine()
    const started = performance.now()
    const found = await withLibrary(input, async (studio) => {
      await addFolders(studio, folders)
      await lookWithProgress(studio, line)
      return foundIn(studio, folders)
    }).finally(() => line.clear())
    const seconds = (performance.now() - started) / 1000
    if (input.on('json')) printJson(inJson(folders, found, seconds))
    else print(...asLines(folders, found, seconds))
  },
}

/** What lies in a folder that the library looks through already is not added again. */
async function addFolders({ settings }: Studio, folders: readonly string[]): Promise<void> {
  const { modelFolders } = settings.get()
  const fresh = folders.filter((folder) => !modelFolders.some((known) => isWithin(folder, known)))
  if (fresh.length > 0) await settings.set({ modelFolders: [...modelFolders, ...fresh] })
}

async function lookWithProgress({ library, events }: Studio, line: StatusLine): Promise<void> {
  const ending = new AbortController()
  const showing = (async () => {
    for await (const { event } of events.subscribe(ending.signal))
      if (event.type === 'scan' && event.scan !== null) line.show(progressText(event.scan))
  })()
  try {
    await library.look()
  } finally {
    ending.abort()
    await showing
  }
}

function progressText({ found, read, toRead, secondsLeft }: ScanProgress): string {
  if (toRead === 0) return `Looking through the folders: ${found} files`
  return `Reading ${read} of ${toRead}${secondsLeft === null ? '' : `, ${timeText(secondsLeft)} left`}`
}

function foundIn({ library, models, adapters }: Studio, folders: readonly string[]): Found {
  const counts: Record<string, number> = {}
  const broken: Broken[] = []
  for (const file of library.listing().files.keys()) {
    if (!folders.some((folder) => isWithin(file, folder))) continue
    const [model, adapter] = [models.byPath(file), adapters.byPath(file)]
    const problem = model?.problem ?? adapter?.problem ?? null
    const kind = problem !== null ? 'broken' : (model?.kind ?? (adapter === null ? 'other' : 'adapter'))
    counts[kind] = (counts[kind] ?? 0) + 1
    if (problem !== null) broken.push({ file, problem })
  }
  return { counts, broken }
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

function inJson(folders: readonly string[], { counts, broken }: Found, seconds: number): object {
  return {
    folders,
    counts,
    broken: broken.map(({ file, problem }) => ({ file, code: problem.code, reason: inEnglish(problem) })),
    seconds,
  }
}

function asLines(folders: readonly string[], { counts, broken }: Found, seconds: number): string[] {
  const kinds = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return [
    ...kinds.map(([kind, count]) => `${String(count).padStart(7)}  ${kind}`),
    ...broken.map(({ file, problem }) => `${file}: ${asText(problem)}`),
    `${folders.length === 1 ? '1 folder' : `${folders.length} folders`} in ${seconds.toFixed(1)} s`,
  ]
}
