// Each adapter of a finished picture muted in turn: drafts that nothing keeps, made one by one while nobody waits for the
// queue, and each compared with the picture as soon as it is there.
import { differenceFigures } from '../../base/difference-map.ts'
import { AppError, reportError } from '../../base/errors.ts'
import { oneAtATime } from '../../base/turns.ts'
import type { DraftSummary } from '../../contract/library.ts'
import type { MutedCell, Muting, MutingHead } from '../../contract/muting.ts'
import type { GenerationRequest, PictureRecord } from '../../contract/generation.ts'
import { headOfRound, type PictureRound } from '../../contract/picture-round.ts'
import type { PictureSummary, Publish, StudioEvent } from '../../contract/studio.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'
import type { PictureStore } from '../../gallery/picture-store.ts'
import type { Drafts } from '../drafts.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { boundRecord, recordOf, type RecordLibrary } from '../library/bound-record.ts'
import { pictureRounds, type WorkState } from '../library/picture-rounds.ts'
import { foundReasons, knownReasons, mutedCells, mutedRequest, type StoredMutedCell } from './muted-cells.ts'

export type Mutings = {
  /** Takes the place of the one before it. Throws `picture/not-found`, `replay/…`, `stored/…`, `muting/no-adapter`. */
  start(pictureId: string): Promise<Muting>
  newest(): Muting | null
  head(): MutingHead | null
  /** No other picture is begun. */
  pause(id: string, isPaused: boolean): Promise<void>
  cancel(id: string): Promise<void>
  /** A picture that failed, or was cancelled, once more. */
  retry(id: string, cell: number): void
  /** Ends it; its pictures go with it. */
  dismiss(id: string): Promise<void>
  /** A byte for each place; null for what is not there any more. */
  map(id: string, cell: number): Uint8Array | null
  hear(event: StudioEvent): void
}

export type MutingsOptions = RecordLibrary & {
  readonly pictures: Pick<PictureStore, 'find' | 'filePath'>
  readonly drafts: Pick<Drafts, 'start' | 'list' | 'cancel' | 'filePath' | 'record' | 'forget'>
  readonly jobs: Pick<JobQueue, 'open'>
  readonly pictureWork: Pick<PictureWork, 'difference'>
  publish: Publish<'muting' | 'muting-cell' | 'muting-removed'>
  onFault(error: unknown): void
  newId(): string
}

type Round = PictureRound<StoredMutedCell> &
  Pick<Muting, 'base' | 'why' | 'picture' | 'request'> & {
    readonly record: PictureRecord
    /** Which picture of its batch it is. */
    readonly image: number
  }

const lane = 'muted'
const workStates: Readonly<Record<DraftSummary['state'], WorkState>> = {
  ...{ waiting: 'queued', running: 'running', done: 'done', failed: 'failed', cancelled: 'cancelled' },
}

export function mutings(options: MutingsOptions): Mutings {
  const { pictures, drafts, jobs, pictureWork, publish } = options
  /** Of the round there is, by cell. */
  const maps = new Map<number, Uint8Array>()
  const inTurn = oneAtATime()

  const rounds = pictureRounds<StoredMutedCell, Round>({
    first: null,
    submit({ request, image, cells }, index) {
      const wish: GenerationRequest = mutedRequest(request, cells[index]!.entry)
      const [draft] = drafts.start({ lane, requests: [wish], image })
      if (draft === undefined) throw new AppError('draft/no-picture')
      return draft.id
    },
    isFree: () => jobs.open().every(({ state }) => state === 'failed'),
    stateOf(job) {
      const draft = drafts.list().find(({ id }) => id === job)
      return draft === undefined ? null : workStates[draft.state]
    },
    cancelJob() {
      drafts.cancel(lane)
      return Promise.resolve()
    },
    made: () => ({}),
    keep(round) {
      if (round !== null) publish({ type: 'muting', muting: headOf(round) })
    },
    tell(round, index) {
      publish({ type: 'muting-cell', muting: round.id, index, cell: shown(round, index) })
    },
    notFound: (id) => new AppError('muting/not-found', {}, { details: { id } }),
  })

  function forget(): void {
    drafts.forget(lane)
    maps.clear()
  }

  /** The round that it is about, as long as it is there. */
  function still(id: string): Round | null {
    const round = rounds.now()
    return round?.id === id ? round : null
  }

  /** Whether the kept picture will do, by what the first muted one was made by. */
  async function judge(id: string): Promise<void> {
    const round = still(id)
    const first = round?.cells.find(({ entry, state }) => entry !== null && state === 'done')?.job ?? null
    if (round?.base !== 'unknown' || first === null) return
    const why = foundReasons(round.record, await drafts.record(first))
    const now = still(id)
    if (now === null) return
    if (why.length === 0) {
      rounds.put({ ...now, base: 'kept' })
      return
    }
    const isEnded = now.cells.some(({ state }) => state === 'cancelled')
    const state = now.state === 'over' && !isEnded ? 'running' : now.state
    rounds.put({ ...now, base: 'remade', why, state })
    rounds.putCell(0, { state: isEnded ? 'cancelled' : 'waiting' })
    rounds.advance()
  }

  async function measure(id: string): Promise<void> {
    for (let round = still(id); round !== null; round = still(id)) {
      const base = basePath(round)
      const index = round.cells.findIndex(({ entry, state, distance }) => {
        return entry !== null && state === 'done' && distance === null
      })
      const job = round.cells[index]?.job ?? null
      if (base === null || job === null) return
      try {
        const map = await pictureWork.difference(base(), drafts.filePath(job))
        if (still(id) === null) return
        maps.set(index, map.bytes)
        const { width, height } = map
        const mapUrl = `/media/muted/${id}/${index}?of=${job}`
        rounds.putCell(index, { distance: { width, height, ...differenceFigures(map), mapUrl } })
      } catch (error) {
        if (still(id) !== null) rounds.putCell(index, { state: 'failed', error: reportError(error) })
      }
    }
  }

  /** Null while there is nothing to compare with. */
  function basePath({ base, picture, cells }: Round): (() => string) | null {
    const [first] = cells
    if (base === 'kept') return () => pictures.filePath(picture.id)
    const job = first?.job ?? null
    return base === 'remade' && first?.state === 'done' && job !== null ? () => drafts.filePath(job) : null
  }

  function shown({ base, picture, cells }: Round, index: number): MutedCell {
    const cell = cells[index]!
    const made = cell.state === 'done' && cell.job !== null ? `/media/draft/${cell.job}` : null
    return { ...cell, url: index === 0 && base !== 'remade' ? picture.url : made }
  }

  function whole({ record: _record, image: _image, ...round }: Round): Muting {
    const all = rounds.now()!
    return { ...round, cells: round.cells.map((_, index) => shown(all, index)) }
  }

  return {
    async start(pictureId) {
      const picture: PictureSummary = pictures.find(pictureId)
      const record = recordOf(picture)
      const { request, image, missing } = await boundRecord(record, options)
      const cells = mutedCells(request)
      if (cells.length === 0) throw new AppError('muting/no-adapter')
      const why = knownReasons(picture, record, missing)
      const before = rounds.now()
      if (before !== null) await rounds.cancel(before.id)
      forget()
      const isKept = why.length === 0
      await rounds.begin({
        ...{ id: options.newId(), state: 'running', secondsEach: null, picture, record, request, image },
        ...{ why, base: isKept ? 'unknown' : 'remade' },
        cells: isKept ? cells.with(0, { ...cells[0]!, state: 'done' }) : cells,
      })
      return whole(rounds.now()!)
    },
    newest() {
      const round = rounds.now()
      return round && whole(round)
    },
    head() {
      const round = rounds.now()
      return round && headOf(round)
    },
    pause: rounds.pause,
    cancel: rounds.cancel,
    retry(id, index) {
      rounds.retry(id, index)
    },
    async dismiss(id) {
      await rounds.forget(id)
      forget()
      publish({ type: 'muting-removed', id })
    },
    map: (id, cell) => (still(id) === null ? null : (maps.get(cell) ?? null)),
    hear(event) {
      // Somebody's own picture is over: there may be room for another of these.
      if (event.type === 'job' || event.type === 'queue') rounds.advance()
      if (event.type !== 'draft' || event.draft.lane !== lane) return
      const { id, state, error } = event.draft
      rounds.hear(id, workStates[state], error)
      const round = rounds.now()
      if (state !== 'done' || round === null) return
      inTurn(async () => {
        await judge(round.id)
        await measure(round.id)
      }).catch(options.onFault)
    },
  }
}

function headOf(round: Round): MutingHead {
  return { ...headOfRound(round), base: round.base, why: round.why }
}
