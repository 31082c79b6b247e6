// How far something has come, told now and then while it lasts, and once that it is over.
import { isDeepStrictEqual } from 'node:util'

export type Telling = {
  /** It has begun, or has come further. */
  note(): void
  /** Said where anything was told. */
  over(): void
}

/** What is over sooner is not worth a line. */
const quietMs = 300
const apartMs = 200

/** `now`: null when there is nothing to tell. Tells what has changed, also while nothing is noted. */
export function telling<Progress>(
  now: () => Progress | null,
  tell: (progress: Progress | null) => void,
): Telling {
  /** What was told last; null before the first time. */
  let told: Progress | null = null
  let timer: NodeJS.Timeout | undefined

  function again(): void {
    const progress = now()
    if (progress !== null && !isDeepStrictEqual(progress, told)) tell(progress)
    told = progress
    timer = setTimeout(again, apartMs).unref()
  }

  return {
    note() {
      timer ??= setTimeout(again, quietMs).unref()
    },
    over() {
      clearTimeout(timer)
      timer = undefined
      if (told !== null) tell(null)
      told = null
    },
  }
}
