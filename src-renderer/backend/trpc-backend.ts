// The backend over tRPC: a request for every call, and one event stream that comes back by itself.
import { createTRPCUntypedClient, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import type { EventId, SentEvent } from '../../src-main/contract/studio.ts'
import type { Backend, EventListeners } from './backend.ts'
import { callsThrough, sendsThrough } from './calls.ts'
import { importPicture, pictureFile } from './import-picture.ts'
import { mediaBytes } from './media-bytes.ts'
import { pictureSettings } from './picture-settings.ts'
import { sendPreview } from './send-preview.ts'
import { thumbnails } from './thumbnails.ts'
import { uploadPicture } from './upload-picture.ts'

const address = '/trpc'
const subscribeAgainMs = 2000

/** Outlives the page that sends it: browsers end every other request with its page. */
function sendOnLeave(name: string, input: unknown): void {
  void fetch(`${address}/${name}`, {
    method: 'POST',
    keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(input),
  })
}

export function trpcBackend(): Backend {
  const client = createTRPCUntypedClient({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: address }),
        false: httpLink({ url: address }),
      }),
    ],
  })

  function subscribe(listeners: EventListeners): () => void {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: { unsubscribe(): void } | undefined
    let last: EventId | null = null

    function again(): void {
      if (ended) return
      listeners.connection('lost')
      clearTimeout(timer)
      timer = setTimeout(connect, subscribeAgainMs)
    }
    function connect(): void {
      current?.unsubscribe()
      // From where it broke off: the host sends what was missed.
      current = client.subscription(
        'events',
        { lastEventId: last },
        {
          onData: (sent) => {
            const { id, data } = sent as { id: EventId; data: SentEvent['event'] }
            last = id
            listeners.event({ id, event: data })
          },
          onStarted: () => listeners.connection('open'),
          onConnectionStateChange: (change) => {
            if (change.state === 'connecting' && change.error !== null) listeners.connection('lost')
            if (change.state === 'pending') listeners.connection('open')
          },
          onError: again,
          onComplete: again,
        },
      )
    }
    connect()
    return () => {
      ended = true
      clearTimeout(timer)
      current?.unsubscribe()
    }
  }

  return Object.assign(
    // The host takes a query as a POST, too: its input is never part of an address.
    callsThrough((name, input) => client.mutation(name, input)),
    {
      subscribe,
      leaving: sendsThrough(sendOnLeave),
      uploadPicture,
      importPicture,
      pictureFile,
      mediaBytes,
      pictureSettings,
      sendPreview,
      thumbnails,
    },
  )
}
