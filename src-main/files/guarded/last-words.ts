// What a process wrote before it ended: the beginning of it, where the reason stands.
import type { Readable } from 'node:stream'

export type LastWords = {
  /** V8 ends a process whose heap is full, and says so. */
  areOfHunger(): boolean
  /** Undefined: it said nothing. */
  error(): Error | undefined
}

/** A native trace behind the reason is as long as it likes. */
const mostLength = 16_384

export function lastWords(stream: Readable): LastWords {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (piece: string) => {
    text = (text + piece).slice(0, mostLength)
  })
  return {
    areOfHunger: () => text.includes('JavaScript heap out of memory'),
    error: () => (text === '' ? undefined : new Error(text)),
  }
}
