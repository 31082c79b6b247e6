// How far the reading of a model has come, told a few times a second with the time that is left.
import type { LoadProgress } from '../../contract/engine.ts'
import type { ReadBytes, ReadListener } from '../runtime/counted-source.ts'

const apartMs = 100
/** Milliseconds of reading, or the share of it that is done, after which its speed says how long the rest takes. */
const soonestGuess = { ms: 500, share: 0.05 }

/** `now` in milliseconds. Of many parameters few are told, and always the last; null where nothing is read any more. */
export function loadClock(tell: (loading: LoadProgress | null) => void, now: () => number): ReadListener {
  let toldMs = -Infinity
  return (read) => {
    if (read === null) {
      toldMs = -Infinity
      tell(null)
      return
    }
    const ms = now()
    const { bytes, of } = read
    if (ms - toldMs < apartMs && bytes < of) return
    toldMs = ms
    tell({ bytes, of, secondsLeft: secondsLeft(read) })
  }
}

function secondsLeft({ bytes, of, pace }: ReadBytes): number | null {
  const isGuess = pace.ms < soonestGuess.ms && pace.bytes < of * soonestGuess.share
  return isGuess || pace.bytes === 0 ? null : (pace.ms / 1000 / pace.bytes) * (of - bytes)
}
