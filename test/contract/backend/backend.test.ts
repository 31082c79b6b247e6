// The host and its stand-in are one and the same to the page.
import { createTRPCUntypedClient, httpLink } from '@trpc/client'
import { AppError } from '../../../src-main/base/errors.ts'
import { remark } from '../../../src-main/messages/table.ts'
import type { StudioEvent } from '../../../src-main/contract/studio.ts'
import { callsThrough } from '../../../src-renderer/backend/calls.ts'
import { demoWorkspace, fakeBackend } from '../../support/fake-backend.ts'
import { createFakeEngine } from '../../support/fake-engine.ts'
import { makeDataFolder, origin, removeFolder, startTestApp } from '../../support/test-app.ts'
import { backendCases, type Candidate } from './backend-cases.ts'

const stepMs = 5

backendCases('the host', async (): Promise<Candidate> => {
  const folder = makeDataFolder()
  const failures = { 'it fails': new AppError('engine/died') }
  const studio = await startTestApp(folder, { engine: createFakeEngine({ stepMs, failures }) })
  const client = createTRPCUntypedClient({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        fetch: (url, init) => studio.app.fetch(new Request(url as string, init as RequestInit)),
      }),
    ],
  })
  return {
    // As the page sends them.
    calls: callsThrough((name, input) => client.mutation(name, input)),
    events: studio.events,
    request: studio.request,
    failing: () => studio.request({ prompt: 'it fails' }),
    async close() {
      await studio.app.close()
      removeFolder(folder)
    },
  }
})

backendCases('the stand-in', (): Promise<Candidate> => {
  const backend = fakeBackend({ stepMs })
  const events: StudioEvent[] = []
  const end = backend.subscribe({
    event: ({ event }) => {
      if (event.type !== 'begun' && event.type !== 'missed') events.push(event)
    },
    connection: () => undefined,
  })
  const request: Candidate['request'] = (change = {}) => ({
    ...demoWorkspace.request,
    seed: '7',
    steps: 3,
    ...change,
  })
  return Promise.resolve({
    calls: backend,
    events,
    request,
    failing() {
      backend.failNext(remark('engine/died', {}))
      return request()
    },
    close() {
      end()
      return Promise.resolve()
    },
  })
})
