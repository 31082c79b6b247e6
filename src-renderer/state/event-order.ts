// Which of two places in the stream of events comes later. Pure.
import type { EventId } from '../../src-main/contract/studio.ts'

/** Of different starts of the host nothing is newer: whoever missed a start is told so, and takes a new snapshot. */
export function isNewer(event: EventId, than: EventId): boolean {
  const [host, number] = parts(event)
  const [otherHost, otherNumber] = parts(than)
  return host === otherHost && number > otherNumber
}

function parts(id: EventId): [host: string, number: number] {
  const at = id.lastIndexOf('-')
  return [id.slice(0, at), Number(id.slice(at + 1))]
}
