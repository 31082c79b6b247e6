// Adapters tried one by one: each picture is a job of the queue, which is asked for when the one before it is over, so
// that whoever wants a picture meanwhile waits for one of these at most.
import { AppError, reportError } from '../../base/errors.ts'
import type { JobSummary, Publish, StudioEvent } from '../../contract/studio.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import {
  trialKind,
  type StoredTrial,
  type StoredTrialCell,
  type Trial,
  type TrialCell,
  type TrialHead,
  type TrialWish,
} from '../../contract/trial.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { JobQueue } from '../jobs/queue.ts'
import type { Storage } from '../storage.ts'
import { acceptStack, type StackAdapters } from './stack-of-request.ts'
import { cellRequest, trialCells } from './trial-cells.ts'

export type Trials = {
  /** Takes the place of the one before it, which is ended. Throws what is wrong with the model. */
  start(wish: TrialWish): Promise<Trial>
  newest(): Trial | null
  head(): TrialHead | null
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
  let current: StoredTrial | null = readStored(trialKind, table.get(key)).value
  /** When the job of the cell that is being made began to run. */
  let begunMs: number | null = null

  function of(id: string): StoredTrial {
    if (current?.id !== id) throw new AppError('trial/not-found', {}, { details: { id } })
    return current
  }

  function put(trial: StoredTrial): void {
    current = trial
    // Where the disk does not take it, it goes on here, and is forgotten with this host.
    storage.attempt(() => table.put(key, toStore(trialKind, trial)))
    publish({ type: 'trial', trial: headOf(trial) })
  }

  function putCell(trial: StoredTrial, index: number, change: Partial<StoredTrialCell>): StoredTrial {
    const cell = { ...trial.cells[index]!, ...change }
    const next = { ...trial, cells: trial.cells.with(index, cell) }
    put(next)
    publish({ type: 'trial-cell', trial: trial.id, index, cell: shown(cell) })
    return next
  }

  function shown(cell: StoredTrialCell): TrialCell {
    return { ...cell, picture: cell.picture === null ? null : found(cell.picture) }
  }

  function found(id: string): TrialCell['picture'] {
    try {
      return pictures.find(id)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return null
    }
  }

  /** The next cell becomes a job; one that cannot does not keep the others from it. */
  function advance(): void {
    for (let trial = current; trial?.state === 'running'; trial = current) {
      if (trial.cells.some(({ state }) => state === 'making')) return
      const index = trial.cells.findIndex(({ state }) => state === 'waiting')
      if (index === -1) {
        put({ ...trial, state: 'over' })
        return
      }
      const { adapter } = trial.cells[index]!
      try {
        const { request } = acceptStack(cellRequest(trial.request, adapter), adapters)
        putCell(trial, index, { state: 'making', job: jobs.submit(request).id, error: null })
      } catch (error) {
        putCell(trial, index, { state: 'failed', error: reportError(error) })
      }
    }
  }

  function follow({ id, state, error, pictureIds }: JobSummary): void {
    const trial = current
    const index = trial?.cells.findIndex(({ job }) => job === id) ?? -1
    if (trial === null || index === -1) return
    const before = trial.cells[index]!
    switch (state) {
      case 'queued':
        // Somebody tries again what failed.
        if (before.state !== 'making') putCell(trial, index, { state: 'making', error: null })
        return
      case 'running':
        begunMs ??= performance.now()
        return
      case 'failed':
        putCell(trial, index, { state, error })
        break
      case 'cancelled':
        putCell(trial, index, { state })
        break
      case 'done':
      case 'stopped':
        putCell(timed(trial), index, { state: 'done', picture: pictureIds.at(-1) ?? null })
    }
    begunMs = null
    advance()
  }

  /** The newest pictures say how long the next will take; the first one has the model to read. */
  function timed(trial: StoredTrial): StoredTrial {
    if (begunMs === null) return trial
    const seconds = (performance.now() - begunMs) / 1000
    const made = trial.cells.filter(({ state }) => state === 'done').length
    const known = made <= 1 ? null : trial.secondsEach
    return { ...trial, secondsEach: known === null ? seconds : known + (seconds - known) / 4 }
  }

  /** Nothing else is begun. A picture that is being made ends with the trial; in a pause it is finished. */
  async function stop(trial: StoredTrial, state: 'paused' | 'over'): Promise<void> {
    const index = trial.cells.findIndex((cell) => cell.state === 'making')
    const job = trial.cells[index]?.job ?? null
    const isQueued = job !== null && stateOf(job) === 'queued'
    let next: StoredTrial = { ...trial, state }
    if (state === 'over') {
      const cells = next.cells.map((cell): StoredTrialCell => {
        return cell.state === 'waiting' ? { ...cell, state: 'cancelled' } : cell
      })
      next = { ...next, cells }
    } else if (isQueued) {
      // Its job is not heard any more.
      next = {
        ...next,
        cells: next.cells.with(index, { ...next.cells[index]!, state: 'waiting', job: null }),
      }
    }
    put(next)
    next.cells.forEach((cell, at) => {
      if (cell !== trial.cells[at])
        publish({ type: 'trial-cell', trial: trial.id, index: at, cell: shown(cell) })
    })
    if (job !== null && (state === 'over' || isQueued)) await jobs.cancel(job)
  }

  function stateOf(job: string): JobSummary['state'] | null {
    try {
      return jobs.find(job).state
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return null
    }
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
      if (current !== null && current.state !== 'over') await stop(current, 'over')
      begunMs = null
      put({
        id: newId(),
        state: 'running',
        createdAt: now().toISOString(),
        request,
        ...trialCells(candidates),
        secondsEach: null,
      })
      advance()
      return whole(current!)
    },
    newest: () => current && whole(current),
    head: () => current && headOf(current),
    async pause(id, isPaused) {
      const trial = of(id)
      if (isPaused && trial.state === 'running') await stop(trial, 'paused')
      if (isPaused || trial.state !== 'paused') return
      put({ ...trial, state: 'running' })
      advance()
    },
    async cancel(id) {
      const trial = of(id)
      if (trial.state !== 'over') await stop(trial, 'over')
    },
    retry(id, index) {
      const trial = of(id)
      const cell = trial.cells[index]
      if (cell?.state !== 'failed' && cell?.state !== 'cancelled') return
      // Its failure is not told twice.
      if (cell.job !== null && stateOf(cell.job) === 'failed') jobs.dismiss(cell.job)
      putCell({ ...trial, state: 'running' }, index, { state: 'waiting', job: null, error: null })
      advance()
    },
    async dismiss(id) {
      const trial = of(id)
      if (trial.state !== 'over') await stop(trial, 'over')
      current = null
      storage.attempt(() => table.remove(key))
      publish({ type: 'trial-removed', id })
    },
    hear(event) {
      if (event.type === 'job') follow(event.job)
    },
    takeUp() {
      for (const { job, state } of current?.cells ?? []) {
        if (state !== 'making' || job === null) continue
        const known = stateOf(job)
        if (known === null) follow(goneJob(job))
        else if (known !== 'running' && known !== 'queued') follow(jobs.find(job))
      }
      advance()
    },
  }

  function whole(trial: StoredTrial): Trial {
    return { ...trial, cells: trial.cells.map(shown) }
  }
}

function headOf({ id, state, secondsEach, cells }: StoredTrial): TrialHead {
  const over = cells.filter((cell) => cell.state !== 'waiting' && cell.state !== 'making').length
  const job = cells.find((cell) => cell.state === 'making')?.job ?? null
  return { id, state, secondsEach, over, of: cells.length, job }
}

/** Of which nothing is known any more. */
function goneJob(id: string): JobSummary {
  return { id, state: 'cancelled', request: null, createdAt: '', progress: null, error: null, pictureIds: [] }
}
