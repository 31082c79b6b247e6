// How far a look through the model folders has come, as a person reads it. Pure.
import type { ScanProgress } from '../../src-main/contract/studio.ts'
import type { Messages } from '../messages/en.ts'

/** While files are being counted nobody knows how many there are to read. */
export function scanShare({ read, toRead }: ScanProgress): number | null {
  return toRead === 0 ? null : read / toRead
}

export function scanText(
  { found, read, toRead, secondsLeft }: ScanProgress,
  words: Messages,
  timeLeft: (seconds: number) => string,
): string {
  if (toRead === 0) return [words.scan.looking, words.scan.found(found)].join(' · ')
  const left = secondsLeft === null ? [] : [words.progress.left(timeLeft(secondsLeft))]
  return [words.scan.looking, words.scan.read(read, toRead), ...left].join(' · ')
}
