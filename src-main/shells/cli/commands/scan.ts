// `lamina scan`: takes folders into the library by reference, and says what is in them.
import { resolve } from 'node:path'
import type { ErrorReport } from '../../../base/errors.ts'
import type { FileKind } from '../../../contract/library-file.ts'
import type { ScanProgress } from '../../../contract/studio.ts'
import type { Studio } from '../../../app/studio.ts'
import { statusLine, type StatusLine } from '../../../files/status-line.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { asText, inEnglish } from '../speech.ts'
import { timeText } from '../training-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'
import { isWithin } from '../../../files/is-within.ts'

type Problem = { readonly file: string; readonly kind: FileKind; readonly problem: ErrorReport }
type Found = {
  readonly counts: Readonly<Partial<Record<FileKind, number>>>
  /** Cannot be read. */
  readonly broken: readonly Problem[]
  /** Known, and of no use here: incomplete, of another model. */
  readonly unusable: readonly Problem[]
}

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

function foundIn({ library }: Studio, folders: readonly string[]): Found {
  const counts: Partial<Record<FileKind, number>> = {}
  const broken: Problem[] = []
  const unusable: Problem[] = []
  for (const { path, thing } of library.files()) {
    if (!folders.some((folder) => isWithin(path, folder))) continue
    const { kind, problem } = thing
    counts[kind] = (counts[kind] ?? 0) + 1
    if (problem !== null) (kind === 'broken' ? broken : unusable).push({ file: path, kind, problem })
  }
  return { counts, broken, unusable }
}

function inJson(folders: readonly string[], found: Found, seconds: number): object {
  const told = ({ file, kind, problem }: Problem): object => {
    return { file, kind, code: problem.code, reason: inEnglish(problem) }
  }
  const { counts, broken, unusable } = found
  return { folders, counts, broken: broken.map(told), unusable: unusable.map(told), seconds }
}

function asLines(folders: readonly string[], found: Found, seconds: number): string[] {
  const kinds = Object.entries(found.counts).sort(([, a], [, b]) => b - a)
  return [
    ...kinds.map(([kind, count]) => `${String(count).padStart(7)}  ${kind}`),
    ...[...found.broken, ...found.unusable].map(({ file, problem }) => `${file}: ${asText(problem)}`),
    `${folders.length === 1 ? '1 folder' : `${folders.length} folders`} in ${seconds.toFixed(1)} s`,
  ]
}
