// One line on a terminal that replaces itself, and nothing at all where no one watches.
import { oneLine, printable } from '../../messages/plain-text.ts'

export type StatusLine = {
  show(text: string): void
  clear(): void
  /** A whole line that stays. */
  say(text: string): void
}

const eraseLine = '\r\u001b[2K'

export function statusLine(stream: NodeJS.WriteStream = process.stderr): StatusLine {
  const clear = (): void => {
    if (stream.isTTY) stream.write(eraseLine)
  }
  return {
    show(text) {
      if (stream.isTTY) stream.write(eraseLine + oneLine(text))
    },
    clear,
    say(text) {
      clear()
      stream.write(`${printable(text)}\n`)
    },
  }
}
