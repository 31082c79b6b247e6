// Everything that a process prints: nothing a file is called or says of itself may steer a terminal or forge a line.
import { escapedJson, oneLine, printable } from '../messages/plain-text.ts'

/** Lines that were asked for, on standard output; each is one, whatever it quotes. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(asLines(lines))
}

/** What else a person should know, on standard error. */
export function note(...lines: readonly string[]): void {
  process.stderr.write(asLines(lines))
}

/** One line for programs, on standard output: every character arrives, those that steer a terminal as escapes. */
export function printJson(value: unknown): void {
  process.stdout.write(`${escapedJson(value)}\n`)
}

/** What another process wrote, with its own lines, on standard error. */
export function passOn(text: string): void {
  process.stderr.write(printable(text))
}

const asLines = (lines: readonly string[]): string => lines.map((line) => `${oneLine(line)}\n`).join('')
