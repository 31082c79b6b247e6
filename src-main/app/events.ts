// The one stream of studio events, numbered, so that a window that comes back goes on where it was.
import type { EventId, SentEvent, StudioEvent } from '../contract/studio.ts'
import { createEventLog } from './event-log.ts'

export type EventBus = {
  publish(event: StudioEvent): void
  /** Of the newest event: what is read of the stores now is as new as this. */
  position(): EventId
  /**
   * Events behind `after`, then as they come; from now on where there is no `after` (`begun`). Whoever has missed
   * some for good is told so (`missed`) and goes on with what is new. A slow reader gets the newest of each subject,
   * not a backlog. Ends when `signal` is aborted or the bus is closed.
   */
  subscribe(signal: AbortSignal | undefined, after?: EventId | null): AsyncGenerator<SentEvent, void>
  close(): void
}

export type EventBusOptions = {
  /** Different for every start. */
  host: string
  /** How many subjects are remembered. */
  capacity?: number
}

const capacity = 5_000

export function createEventBus(options: EventBusOptions): EventBus {
  const { host } = options
  const log = createEventLog(subjectOf, options.capacity ?? capacity)
  const readers = new Set<() => void>()
  let closed = false

  const idOf = (number: number): EventId => `${host}-${number}`
  function numberOf(id: EventId): number | null {
    const [, own, number] = /^(.+)-(\d+)$/.exec(id) ?? []
    return own === host ? Number(number) : null
  }

  function subscribe(
    signal: AbortSignal | undefined,
    after: EventId | null = null,
  ): AsyncGenerator<SentEvent, void> {
    const asked = after === null ? log.newest() : numberOf(after)
    let place = asked ?? -1
    let wake = (): void => undefined
    const knock = (): void => wake()
    readers.add(knock)
    const leave = (): void => {
      readers.delete(knock)
      wake()
    }
    signal?.addEventListener('abort', leave, { once: true })
    async function* read(): AsyncGenerator<SentEvent, void> {
      try {
        if (after === null) yield { id: idOf(place), event: { type: 'begun' } }
        while (!closed && signal?.aborted !== true) {
          const next = log.after(place)
          if (next === 'missed') {
            place = log.newest()
            yield { id: idOf(place), event: { type: 'missed' } }
          } else if (next !== null) {
            place = next.number
            yield { id: idOf(place), event: next.event }
          } else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        signal?.removeEventListener('abort', leave)
        leave()
      }
    }
    return read()
  }

  return {
    publish(event) {
      log.append(event)
      for (const knock of readers) knock()
    },
    position: () => idOf(log.newest()),
    subscribe,
    close() {
      closed = true
      for (const knock of readers) knock()
    },
  }
}

/** Events with the same subject replace each other; null never replaces. */
function subjectOf(event: StudioEvent): string | null {
  switch (event.type) {
    case 'job':
      return `job ${event.job.id}`
    case 'job-removed':
      return `job ${event.id}`
    case 'progress':
      return `progress ${event.jobId}`
    case 'picture':
      return `picture ${event.picture.id}`
    case 'picture-removed':
      return `picture ${event.id}`
    case 'trial-cell':
      return `trial-cell ${event.trial} ${event.index}`
    case 'trial-removed':
      return 'trial'
    case 'muting-cell':
      return `muting-cell ${event.muting} ${event.index}`
    case 'muting-removed':
      return 'muting'
    case 'draft':
      return `draft ${event.draft.id}`
    case 'training':
    case 'training-damaged':
      return `training ${event.project.id}`
    case 'training-place':
    case 'training-tagging':
      return `${event.type} ${event.id}`
    case 'training-file':
      return `training-file ${event.id} ${event.file.path}`
    case 'training-sample':
      return `training-sample ${event.id} ${event.sample.step} ${event.sample.prompt}`
    case 'training-notice':
      return null
    case 'training-removed':
      return `training ${event.id}`
    case 'model':
      return `model ${event.model.id}`
    case 'model-removed':
      return `model ${event.id}`
    case 'adapter':
      return `adapter ${event.adapter.id}`
    case 'adapter-removed':
      return `adapter ${event.id}`
    case 'collection':
      return `collection ${event.collection.id}`
    case 'collection-removed':
      return `collection ${event.id}`
    case 'saved-filter':
      return `saved-filter ${event.filter.id}`
    case 'saved-filter-removed':
      return `saved-filter ${event.id}`
    case 'items':
      // Each names others.
      return event.ids === null ? event.type : null
    case 'stack':
      return `stack ${event.stack.id}`
    case 'stack-removed':
      return `stack ${event.id}`
    case 'download':
      return `download ${event.download.id}`
    case 'download-removed':
      return `download ${event.id}`
    case 'operation':
      return `operation ${event.operation.id}`
    case 'device':
      return `device ${event.device.name}`
    case 'notice':
      return null
    default:
      return event.type
  }
}
