// One line on standard error that says how far something is: in a terminal it is written over.
import { oneLine, printable } from '../messages/plain-text.ts'

export type StatusLine = {
  /** In the place of what it showed. */
  show(text: string): void
  /** Takes it away. */
  clear(): void
  /** It stays as it is, and what follows begins a new one. */
  keep(): void
  /** A whole line that stays. */
  say(text: string): void
}

export type StatusLineOptions = {
  stream?: Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean }
  /** Where no terminal shows it: nothing, or a line every few seconds. */
  elsewhere?: 'nothing' | 'now and then'
  now?: () => number
}

const eraseLine = '\r\u001b[2K'
const everyMs = 5_000

export function statusLine({
  stream = process.stderr,
  elsewhere = 'nothing',
  now = () => performance.now(),
}: StatusLineOptions = {}): StatusLine {
  const isTerminal = stream.isTTY === true
  let shown = ''
  let shownAt = -Infinity
  const clear = (): void => {
    if (isTerminal) stream.write(eraseLine)
    shown = ''
  }
  return {
    show(text) {
      if (text === shown) return
      const line = oneLine(text)
      if (isTerminal) stream.write(eraseLine + line)
      else if (elsewhere === 'nothing' || now() - shownAt < everyMs) return
      else stream.write(`${line}\n`)
      shown = text
      shownAt = now()
    },
    clear,
    keep() {
      if (isTerminal && shown !== '') stream.write('\n')
      shown = ''
    },
    say(text) {
      clear()
      stream.write(`${printable(text)}\n`)
    },
  }
}
