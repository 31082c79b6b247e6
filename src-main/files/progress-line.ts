// How far something is, on standard error: one line that is written over in a
// terminal, one every few seconds elsewhere.
import { note } from './terminal.ts'

export type ProgressLine = {
  say(text: string): void
  /** The line stays as it is, and what follows begins a new one. */
  end(): void
}

export type ProgressLineOptions = {
  stream?: Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean }
  now?: () => number
}

const everyMs = 5_000

export function progressLine({
  stream = process.stderr,
  now = () => performance.now(),
}: ProgressLineOptions = {}): ProgressLine {
  let said = ''
  let saidAt = -Infinity
  return {
    say(text) {
      if (text === said) return
      if (stream.isTTY === true) stream.write(`\r\u001b[K${text}`)
      else if (now() - saidAt < everyMs) return
      else if (stream === process.stderr) note(text)
      else stream.write(`${text}\n`)
      said = text
      saidAt = now()
    },
    end() {
      if (stream.isTTY === true && said !== '') stream.write('\n')
      said = ''
    },
  }
}
