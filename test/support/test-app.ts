// The app over a data folder of its own, with the fake engine, and its calls as the renderer makes them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import { createApp, type App, type AppOptions } from '../../src-main/app/create-app.ts'
import type { AppRouter } from '../../src-main/app/http/router.ts'
import { pictureWork } from '../../src-main/files/decoding/picture-work.ts'
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { GenerationRequest } from '../../src-main/contract/generation.ts'
import type { AdapterSummary } from '../../src-main/contract/library.ts'
import type { JobState, JobSummary, StudioEvent } from '../../src-main/contract/studio.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'
import { pretendLibrary } from './pretend-library.ts'

export const origin = 'http://127.0.0.1:4000'

export type TestApp = {
  app: App
  engine: FakeEngine
  dataFolder: string
  calls: ReturnType<typeof createTRPCClient<AppRouter>>
  request: (change?: Partial<GenerationRequest>) => GenerationRequest
  events: StudioEvent[]
  /** Adapters that are there, in the order of the picker. */
  adapters(): Promise<AdapterSummary[]>
  /** What `find` finds, once it does: it looks now and at every event. */
  until<Found>(find: () => Found | null | undefined): Promise<Found>
  /** Resolves with the job once it is in one of `states`. */
  reached(jobId: string, ...states: JobState[]): Promise<JobSummary>
}

export function makeDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-test-'))
  mkdirSync(join(folder, 'models'))
  for (const name of ['emoji-diffusion-128', 'tiny-vae.vae', 'broken']) {
    writeFileSync(join(folder, 'models', `${name}.safetensors`), name)
  }
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

export async function startTestApp(
  dataFolder: string,
  change: Partial<AppOptions> & { engine?: FakeEngine } = {},
): Promise<TestApp> {
  const engine = change.engine ?? createFakeEngine()
  const app = await createApp({
    dataFolder,
    staticFolder: null,
    modelFolders: [join(dataFolder, 'models')],
    picturesFolder: join(dataFolder, 'pictures'),
    libraryWork: pretendLibrary,
    pictureWork: { ...pictureWork, close: () => Promise.resolve() },
    watchModels: false,
    likelyPlaces: { parents: [], roots: [], comfyConfigs: [], matrixNotes: [] },
    version: '1.2.3',
    engineAgain: () => createFakeEngine(),
    ...change,
    engine,
  })
  const calls = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        methodOverride: 'POST',
        fetch: (url, init) =>
          app.fetch(
            new Request(url as string, {
              ...(init as RequestInit),
              headers: {
                'content-type': 'application/json',
                ...(typeof change.token !== 'string' ? {} : { authorization: `Bearer ${change.token}` }),
              },
            }),
          ),
      }),
    ],
  })
  const events: StudioEvent[] = []
  const waiting = new Set<() => void>()
  void (async () => {
    for await (const { event } of app.studio.events.subscribe(undefined)) {
      if (event.type !== 'begun' && event.type !== 'missed') events.push(event)
      for (const wake of waiting) wake()
    }
  })()
  const model = (await calls.models.list.query()).find(
    ({ problem, kind }) => !problem && kind === 'checkpoint',
  )

  const until: TestApp['until'] = (find) =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find()
        if (found === null || found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })

  return {
    app,
    engine,
    dataFolder,
    calls,
    events,
    until,
    async adapters() {
      const wish = { text: '', favouritesOnly: false, fitsOnly: false, model: null, offset: 0, limit: 200 }
      return (await calls.adapters.search.query(wish)).rows.map(({ adapter }) => adapter)
    },
    request: (fields = {}) => ({
      model: model?.id ?? '',
      vae: null,
      stack: [],
      prompt: 'a pear',
      negativePrompt: '',
      width: 128,
      height: 64,
      steps: 3,
      guidance: 5,
      sampler: 'euler',
      scheduler: 'normal',
      seed: '7',
      noise: 'cpu',
      batch: 1,
      clipSkip: 1,
      profile: 'a1111',
      ...fields,
    }),
    reached: (jobId, ...states) =>
      until(() => {
        const job = app.studio.jobs.find(jobId)
        return states.includes(job.state) ? job : null
      }),
  }
}

/** The report of the error that `call` ends with. */
export async function reportFrom(call: Promise<unknown>): Promise<ErrorReport> {
  try {
    await call
  } catch (error) {
    if (error instanceof TRPCClientError) return (error.data as { report: ErrorReport }).report
    throw error
  }
  throw new Error('the call was expected to fail')
}
