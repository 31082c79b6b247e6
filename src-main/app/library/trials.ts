// Adapters tried one by one: each picture is a job of the queue and stays in the gallery, though in no
// session, and the trial in the catalog.
import { AppError } from '../../base/errors.ts'
import { headOfRound, type RoundHead } from '../../contract/picture-round.ts'
import type { JobSummary, Publish, StudioEvent } from '../../contract/studio.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import {
  trialKind,
  type StoredTrial,
  type StoredTrialCell,
  type Trial,
  type TrialCell,
  type TrialWish,
} from '../../contract/trial.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { Storage } from '../storage.ts'
import { pictureRounds } from './picture-rounds.ts'
import { acceptStack, type StackAdapters } from './stack-of-request.ts'
import { cellRequest, trialCells } from './trial-cells.ts'

export type Trials = {
  /** Takes the place of the one before it, which is ended. Throws what is wrong with the model. */
  start(wish: TrialWish): Promise<Trial>
  newest(): Trial | null
  head(): RoundHead | null
  /** No other picture is begun; one that waits in the queue leaves it. */
  pause(id: string, isPaused: boolean): Promise<void>
  /** What is made stays. */
  cancel(id: string): Promise<void>
  /** A cell that failed, or was cancelled, once more. */
  retry(id: string, cell: number): void
  /** Ends it, and forgets it; its pictures stay. */
  dismiss(id: string): Promise<void>
  /** What happens to jobs. */
  hear(event: StudioEvent): void
  /** Goes on with what an earlier host left, once the queue does. */
  takeUp(): void
}

export type TrialsOptions = {
  readonly table: DocumentTable
  readonly storage: Pick<Storage, 'attempt'>
  readonly jobs: Pick<JobQueue, 'submit' | 'find' | 'cancel' | 'dismiss'>
  readonly pictures: Pick<PictureStore, 'find'>
  readonly adapters: StackAdapters & Pick<AdapterCatalog, 'proofs'>
  readonly models: Pick<ModelCatalog, 'usable' | 'list'>
  publish: Publish<'trial' | 'trial-cell' | 'trial-removed'>
  newId(): string
  now(): Date
}

/** There is one. */
const key = 'newest'

export function trials(options: TrialsOptions): Trials {
  const { table, storage, jobs, pictures, adapters, models, publish, newId, now } = options

  const rounds = pictureRounds<StoredTrialCell, StoredTrial>({
    first: readStored(trialKind, table.get(key)).value,
    submit(trial, index) {
      const { request } = acceptStack(cellRequest(trial.request, trial.cells[index]!.adapter), adapters)
      return jobs.submit(request, { forTrial: true }).id
    },
    stateOf: (job) => {
      const state = summaryOf(job)?.state ?? null
      return state === 'stopped' ? 'done' : state
    },
    cancelJob: (job) => jobs.cancel(job),
    dismissJob: (job) => jobs.dismiss(job),
    made: (job) => ({ picture: summaryOf(job)?.pictureIds.at(-1) ?? null }),
    keep(trial) {
      // Where the disk does not take it, it goes on here, and is forgotten with this host.
      storage.attempt(() => (trial === null ? table.remove(key) : table.put(key, toStore(trialKind, trial))))
      if (trial !== null) publish({ type: 'trial', trial: headOfRound(trial) })
    },
    tell(trial, index) {
      publish({ type: 'trial-cell', trial: trial.id, index, cell: shown(trial.cells[index]!) })
    },
    notFound: (id) => new AppError('trial/not-found', {}, { details: { id } }),
  })

  function shown(cell: StoredTrialCell): TrialCell {
    return { ...cell, picture: cell.picture === null ? null : known(() => pictures.find(cell.picture!)) }
  }

  function summaryOf(job: string): JobSummary | null {
    return known(() => jobs.find(job))
  }

  function whole(trial: StoredTrial): Trial {
    return { ...trial, cells: trial.cells.map(shown) }
  }

  function follow({ id, state, error }: JobSummary): void {
    rounds.hear(id, state === 'stopped' ? 'done' : state, error)
  }

  return {
    async start({ request, ids }) {
      models.usable(request.model)
      const proofs = new Map(
        (await adapters.proofs(request.model, ids)).map((proof) => [proof.adapterId, proof]),
      )
      const candidates = ids.map((id) => {
        const adapter = adapters.find(id)
        const name = adapter?.name ?? models.list().find((model) => model.id === id)?.name ?? id
        return { id, name, adapter, proof: proofs.get(id) ?? null }
      })
      await rounds.begin({
        id: newId(),
        state: 'running',
        createdAt: now().toISOString(),
        request,
        ...trialCells(candidates),
        secondsEach: null,
      })
      return whole(rounds.now()!)
    },
    newest() {
      const trial = rounds.now()
      return trial && whole(trial)
    },
    head() {
      const trial = rounds.now()
      return trial && headOfRound(trial)
    },
    pause: rounds.pause,
    cancel: rounds.cancel,
    retry: rounds.retry,
    async dismiss(id) {
      await rounds.forget(id)
      publish({ type: 'trial-removed', id })
    },
    hear(event) {
      if (event.type === 'job') follow(event.job)
    },
    takeUp() {
      for (const { job, state } of rounds.now()?.cells ?? []) {
        if (state !== 'making' || job === null) continue
        const summary = summaryOf(job)
        if (summary === null) rounds.hear(job, 'cancelled', null)
        else if (summary.state !== 'running' && summary.state !== 'queued') follow(summary)
      }
      rounds.advance()
    },
  }
}

/** Null for what is not there any more. */
function known<Thing>(find: () => Thing): Thing | null {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return null
  }
}
