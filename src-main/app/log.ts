// What a person without a terminal can send: what went wrong, and what the engine said. No prompts, and no folders.
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEntry, LogLevel } from '../contract/studio.ts'
import { rotatingFile } from '../files/rotating-file.ts'
import { quotable } from '../messages/plain-text.ts'
import { makeOwnFolder } from './data-folder.ts'

export type Log = {
  /** One entry, in English; paths in it are cut to their names. */
  write(level: LogLevel, text: string): void
  /** The newest ones, oldest first. */
  entries(): Promise<LogEntry[]>
  close(): Promise<void>
}

export type LogOptions = {
  /** Of Lamina itself; the log lies in it. */
  dataFolder: string
  now?: () => Date
}

const mostBytes = 512 * 2 ** 10
const shown = 200
const longest = 2_000

export function createLog({ dataFolder, now = () => new Date() }: LogOptions): Log {
  const folder = join(dataFolder, 'logs')
  makeOwnFolder(folder)
  const file = rotatingFile(join(folder, 'lamina.log'), { mostBytes })
  const folders = [dataFolder, homedir(), tmpdir()].filter((one) => one.length > 1)
  return {
    write(level, text) {
      const line = quotable(withoutPaths(text, folders), longest).trim()
      if (line !== '') file.append(`${now().toISOString()} ${level} ${line}`)
    },
    entries: async () => (await file.tail(shown)).flatMap((line) => entryOf(line) ?? []),
    close: () => file.settled(),
  }
}

function entryOf(line: string): LogEntry | null {
  const [, at, level, text] = /^(\S+Z) (info|warning|error) (.*)$/.exec(line) ?? []
  return at === undefined || text === undefined ? null : { at, level: level as LogLevel, text }
}

const quoted = /"([^"\n]*[\\/])([^"\\/\n]+)[\\/]?"/g
const path = /(?<![\w.…~/\\])(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][^\\/\s"'()<>|:*?]+)+[\\/]?/g
const token = /([?&]token=)[^\s&"]+/g

/** `known`: folders that are recognised whatever their names are; others where they are quoted or have no spaces. */
export function withoutPaths(text: string, known: readonly string[]): string {
  const shorter = known.reduce((cut, folder) => cut.replaceAll(folder, '/~'), text)
  return shorter
    .replace(token, '$1…')
    .replace(quoted, '"…/$2"')
    .replace(path, (found) => `…/${found.split(/[\\/]/).filter(Boolean).at(-1) ?? ''}`)
}
