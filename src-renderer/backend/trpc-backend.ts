// The backend over tRPC: batched calls, and one event stream that comes back by itself.
import { createTRPCUntypedClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import type { StudioEvent } from '../../src-main/contract/studio.ts'
import type { Backend, EventListeners } from './backend.ts'
import type { Mutations, Queries } from './calls.ts'
import { uploadPicture } from './upload-picture.ts'

const address = '/trpc'
const longestAddress = 12_000
const subscribeAgainMs = 2000

/** Outlives the page that sends it: browsers end every other request with its page. Nobody hears how it went. */
function sendOnLeave<Name extends keyof Mutations>(name: Name, input: Mutations[Name]['input']): void {
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
        false: httpBatchLink({ url: address, maxURLLength: longestAddress }),
      }),
    ],
  })

  async function query<Name extends keyof Queries>(
    name: Name,
    input: Queries[Name]['input'],
  ): Promise<Queries[Name]['output']> {
    return (await client.query(name, input)) as Queries[Name]['output']
  }
  async function mutate<Name extends keyof Mutations>(
    name: Name,
    input: Mutations[Name]['input'],
  ): Promise<Mutations[Name]['output']> {
    return client.mutation(name, input)
  }
  async function act<Name extends keyof Mutations>(
    name: Name,
    input: Mutations[Name]['input'],
  ): Promise<void> {
    await mutate(name, input)
  }

  function subscribe(listeners: EventListeners): () => void {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let current: { unsubscribe(): void } | undefined

    function again(): void {
      if (ended) return
      listeners.connection('lost')
      clearTimeout(timer)
      timer = setTimeout(connect, subscribeAgainMs)
    }
    function connect(): void {
      current?.unsubscribe()
      current = client.subscription('events', undefined, {
        onData: (data) => listeners.event(data as StudioEvent),
        onStarted: () => listeners.connection('open'),
        onConnectionStateChange: (change) => {
          if (change.state === 'connecting' && change.error !== null) listeners.connection('lost')
          if (change.state === 'pending') listeners.connection('open')
        },
        onError: again,
        onComplete: again,
      })
    }
    connect()
    return () => {
      ended = true
      clearTimeout(timer)
      current?.unsubscribe()
    }
  }

  return {
    subscribe,
    snapshot: () => query('studio.snapshot', undefined),
    submit: (request) => mutate('generation.submit', request),
    cancel: (jobId) => act('generation.cancel', { jobId }),
    stopAndKeep: (jobId) => act('generation.stopAndKeep', { jobId }),
    reorder: (order) => act('generation.reorder', { order }),
    retry: (jobId) => act('generation.retry', { jobId }),
    dismiss: (jobId) => act('generation.dismiss', { jobId }),
    steer: (jobId, stack) => mutate('generation.steer', { jobId, stack }),
    startDrafts: (request) => mutate('drafts.start', request),
    cancelDrafts: (lane) => act('drafts.cancel', { lane }),
    keepDraft: (id) => mutate('drafts.keep', { id }),
    editAdapter: (id, edit) => mutate('adapters.edit', { id, edit }),
    adapterProofs: (model) => query('adapters.proofs', { model }),
    rescanAdapters: () => act('adapters.rescan', undefined),
    saveStack: (name, stack) => mutate('stacks.save', { name, stack }),
    removeStack: (id) => act('stacks.remove', { id }),
    modelMemory: (id) => query('models.memory', { id }),
    rescanModels: () => act('models.rescan', undefined),
    trashPicture: (id) => act('pictures.trash', { id }),
    restorePicture: (id) => mutate('pictures.restore', { id }),
    setFavourite: (id, favourite) => act('pictures.favourite', { id, favourite }),
    setSettings: (change) => mutate('settings.set', change),
    saveWorkspace: (workspace) => act('workspace.save', workspace),
    saveWorkspaceOnLeave: (workspace) => sendOnLeave('workspace.save', workspace),
    checkDevice: (name) => mutate('devices.check', { name }),
    countPrompt: (text) => query('prompt.count', { text, profile: 'a1111' }),
    training: {
      projects: () => query('training.projects', undefined),
      create: (preset) => mutate('training.create', { preset }),
      edit: (id, edit) => mutate('training.edit', { id, edit }),
      remove: (id) => act('training.remove', { id }),
      restore: (id) => mutate('training.restore', { id }),
      pictures: (id) => query('training.pictures', { id }),
      async addPictures(id, files) {
        for (const file of files) await uploadPicture(id, file)
        return mutate('training.useUploads', { id })
      },
      editOnLeave: (id, edit) => sendOnLeave('training.edit', { id, edit }),
      setCaptions: (id, captions) => mutate('training.setCaptions', { id, captions }),
      setCaptionsOnLeave: (id, captions) => sendOnLeave('training.setCaptions', { id, captions }),
      writeCaptions: (id, paths) => mutate('training.writeCaptions', { id, paths }),
      taggers: () => query('training.taggers', undefined),
      tag: (id, call) => mutate('training.tag', { id, ...call }),
      review: (id) => mutate('training.review', { id }),
      start: (id) => mutate('training.start', { id }),
      pause: (id) => act('training.pause', { id }),
      resume: (id) => mutate('training.resume', { id }),
      stopAndKeep: (id) => act('training.stopAndKeep', { id }),
      editSamples: (id, samples) => mutate('training.editSamples', { id, samples }),
      log: (id, after) => query('training.log', { id, after }),
      addToLibrary: (id, step) => mutate('training.addToLibrary', { id, step }),
      importRecipe: (fileName, text) => mutate('training.importRecipe', { fileName, text }),
    },
  }
}
