// Which of two places in the stream of events comes later. Pure.
import type { EventId } from '../../src-main/contract/studio.ts'

/**
 * Numbers of different starts of the host cannot be compared: whoever missed a
 * start is told so, and takes a new snapshot.
 */
export function isNewer(event: EventId, than: EventId): boolean {
  const [host, number] = parts(event)
  const [otherHost, otherNumber] = parts(than)
  return host === otherHost && number > otherNumber
}

function parts(id: EventId): [host: string, number: number] {
  const at = id.lastIndexOf('-')
  return [id.slice(0, at), Number(id.slice(at + 1))]
}
