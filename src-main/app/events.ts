// The one stream of studio events. A slow reader gets the newest event of each subject, not a backlog.
import type { StudioEvent } from '../contract/studio.ts'

export type EventBus = {
  publish(event: StudioEvent): void
  /** Ends when `signal` is aborted or the bus is closed. */
  subscribe(signal: AbortSignal | undefined): AsyncGenerator<StudioEvent, void>
  close(): void
}

/** Events with the same subject replace each other while they wait; null never replaces. */
function subjectOf(event: StudioEvent): string | null {
  switch (event.type) {
    case 'job':
      return `job ${event.job.id}`
    case 'picture':
      return `picture ${event.picture.id}`
    case 'picture-removed':
      return `picture ${event.id}`
    case 'draft':
      return `draft ${event.draft.id}`
    case 'training':
      return `training ${event.project.id}`
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
    case 'stack':
      return `stack ${event.stack.id}`
    case 'stack-removed':
      return `stack ${event.id}`
    case 'device':
      return `device ${event.device.name}`
    case 'notice':
      return null
    default:
      return event.type
  }
}

export function createEventBus(): EventBus {
  const readers = new Set<{ waiting: StudioEvent[]; wake: () => void }>()
  let closed = false

  function publish(event: StudioEvent): void {
    const subject = subjectOf(event)
    for (const reader of readers) {
      if (subject !== null) reader.waiting = reader.waiting.filter((old) => subjectOf(old) !== subject)
      reader.waiting.push(event)
      reader.wake()
    }
  }

  function subscribe(signal: AbortSignal | undefined): AsyncGenerator<StudioEvent, void> {
    const reader: { waiting: StudioEvent[]; wake: () => void } = { waiting: [], wake: () => undefined }
    // Registered before the first `next`, so that nothing published meanwhile is lost.
    readers.add(reader)
    const forget = (): void => {
      readers.delete(reader)
      reader.wake()
    }
    signal?.addEventListener('abort', forget, { once: true })
    async function* read(): AsyncGenerator<StudioEvent, void> {
      try {
        while (!closed && signal?.aborted !== true) {
          const event = reader.waiting.shift()
          if (event !== undefined) yield event
          else await new Promise<void>((resolve) => (reader.wake = resolve))
        }
      } finally {
        signal?.removeEventListener('abort', forget)
        forget()
      }
    }
    return read()
  }

  return {
    publish,
    subscribe,
    close() {
      closed = true
      for (const reader of readers) reader.wake()
    },
  }
}
