// How far the reading of a model has come, told a few times a second with the time that is left.
import type { LoadProgress } from '../../contract/engine.ts'
import type { ReadBytes } from '../runtime/counted-source.ts'

const apartMs = 100
/** Milliseconds of reading after which its speed says how long the rest takes. */
const soonestGuessMs = 500

/** `now` in milliseconds. Of many parameters few are told, and always the last. */
export function loadClock(
  tell: (loading: LoadProgress) => void,
  now: () => number,
): (read: ReadBytes) => void {
  let first: { ms: number; bytes: number } | null = null
  let toldMs = -Infinity
  return ({ bytes, of }) => {
    const ms = now()
    first ??= { ms, bytes }
    if (ms - toldMs < apartMs && bytes < of) return
    toldMs = ms
    const passed = ms - first.ms
    const read = bytes - first.bytes
    const isGuess = passed < soonestGuessMs || read === 0
    tell({ bytes, of, secondsLeft: isGuess ? null : (passed / 1000 / read) * (of - bytes) })
  }
}
