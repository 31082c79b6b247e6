// What runs at this moment, as one list: pictures, what is made to look at, trainings,
// a look through the folders, hashes, comparisons. Pure.
import type { ComparingProgress } from '../../../src-main/contract/effects.ts'
import type { GenerationPhase, LoadProgress } from '../../../src-main/contract/engine.ts'
import type { JobProgress } from '../../../src-main/contract/job-progress.ts'
import type { DownloadSummary } from '../../../src-main/contract/download.ts'
import type { IdleProgress } from '../../../src-main/contract/idle-previews.ts'
import type { DraftSummary } from '../../../src-main/contract/library.ts'
import type { HashingProgress, JobSummary, ScanProgress } from '../../../src-main/contract/studio.ts'
import type { TrainingProgress } from '../../../src-main/contract/training.ts'
import type { TrainingSummary } from '../../../src-main/contract/training-project.ts'
import type { RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import type { Transfer } from '../../../src-main/contract/transfer.ts'
import type { RoundHead } from '../../../src-main/contract/picture-round.ts'
import { jobCaption } from '../picture/caption.ts'
import { scanShare } from '../scan-text.ts'

/** `at` of `of`: the picture or file that is being made or read, or the steps that are done. */
export type Count = { readonly at: number; readonly of: number }

type Making = {
  readonly phase: GenerationPhase | null
  /** While the model is read. */
  readonly loading: LoadProgress | null
}

export type Activity = {
  readonly id: string
  /** The prompt of a picture, the name of a training; empty where the kind says it all. */
  readonly title: string
  /** Null where there is only one. */
  readonly item: Count | null
  /** Null until the first step is done. */
  readonly step: Count | null
  readonly secondsPerStep: number | null
  readonly secondsLeft: number | null
  /** 0 to 1; null where nothing can be said yet. */
  readonly share: number | null
} & (
  | ({ readonly kind: 'picture'; readonly together: number } & Making)
  | ({ readonly kind: Exclude<DraftSummary['lane'], 'muted'> } & Making)
  | { readonly kind: 'training'; readonly progress: TrainingProgress | null; readonly waits: boolean }
  | { readonly kind: Transfer['kind']; readonly state: Transfer['state'] }
  | { readonly kind: 'trial' | 'muting'; readonly state: Exclude<RoundHead['state'], 'over'> }
  | { readonly kind: 'download'; readonly download: DownloadSummary }
  | { readonly kind: 'rewriting'; readonly rewriting: RewritingSummary }
  | { readonly kind: 'idle'; readonly idle: IdleProgress; readonly state: IdleProgress['state'] }
  | { readonly kind: 'scan' }
  | { readonly kind: 'hashing'; readonly state: HashingProgress['state'] }
  | {
      readonly kind: 'comparing'
      readonly state: ComparingProgress['state']
      readonly stage: ComparingProgress['stage']
    }
)

type Sources = {
  readonly jobs: readonly JobSummary[]
  /** Those that are being made or wait. */
  readonly drafts: readonly DraftSummary[]
  readonly trainings: readonly TrainingSummary[]
  readonly scan: ScanProgress | null
  readonly hashing: HashingProgress | null
  readonly comparing: ComparingProgress | null
  readonly idle: IdleProgress | null
  readonly transfers: readonly Transfer[]
  readonly trial: RoundHead | null
  readonly muting: RoundHead | null
  readonly downloads: readonly DownloadSummary[]
  readonly rewritings: readonly RewritingSummary[]
}

/** In the order of how soon somebody waits for it. */
export function activitiesOf({
  jobs,
  drafts,
  trainings,
  scan,
  hashing,
  comparing,
  idle,
  transfers,
  trial,
  muting,
  downloads,
  rewritings,
}: Sources): Activity[] {
  return [
    ...jobs.filter(({ state }) => state === 'running').map(ofJob),
    ...drafts.filter(({ state }) => state === 'running').flatMap((draft) => ofDraft(draft, drafts)),
    ...rewritings.flatMap(ofRewriting),
    ...trainings.flatMap(ofTraining),
    ...(trial === null ? [] : ofRound('trial', trial)),
    ...(muting === null ? [] : ofRound('muting', muting)),
    ...downloads.filter(({ state }) => state !== 'done').map(ofDownload),
    ...transfers.flatMap(ofTransfer),
    ...(scan === null ? [] : [ofScan(scan)]),
    ...(hashing === null ? [] : [ofHashing(hashing)]),
    ...(comparing === null ? [] : [ofComparing(comparing)]),
    ...(idle === null ? [] : [ofIdle(idle)]),
  ]
}

function ofJob(job: JobSummary): Activity {
  const { progress } = job
  const batch = job.request?.batch ?? 1
  const image = progress?.image ?? 0
  const together = progress?.together ?? 1
  const shareOfThese = shareOf(progress)
  return {
    kind: 'picture',
    id: job.id,
    title: jobCaption(job),
    together,
    item: batch === 1 ? null : { at: image + 1, of: batch },
    share:
      loadShare(progress) ??
      (shareOfThese === null ? null : Math.min(1, (image + shareOfThese * together) / batch)),
    ...pace(progress),
  }
}

/** A strip is made picture after picture, in the order of its request; those without an adapter have a row together. */
function ofDraft({ id, lane, index, progress }: DraftSummary, drafts: readonly DraftSummary[]): Activity[] {
  if (lane === 'muted') return []
  const of = 1 + Math.max(...drafts.flatMap((other) => (other.lane === lane ? [other.index] : [])))
  const own = pace(progress)
  const shareOfThis = shareOf(progress)
  const stillWaiting = of - index - 1
  const { secondsLeft, secondsPerStep } = own
  return [
    {
      kind: lane,
      id,
      title: '',
      item: of === 1 ? null : { at: index + 1, of },
      share:
        loadShare(progress) ??
        (shareOfThis === null && index === 0 ? null : (index + (shareOfThis ?? 0)) / of),
      ...own,
      secondsLeft:
        secondsLeft === null || secondsPerStep === null
          ? null
          : secondsLeft + stillWaiting * secondsPerStep * (progress?.steps ?? 0),
    },
  ]
}

function ofTraining({ id, name, run }: TrainingSummary): Activity[] {
  if (run === null || (run.state !== 'running' && run.state !== 'waiting')) return []
  const { progress } = run
  return [
    {
      kind: 'training',
      id,
      title: name,
      waits: run.state === 'waiting',
      progress,
      item: null,
      step: run.step === 0 ? null : { at: run.step, of: run.steps },
      secondsPerStep: null,
      secondsLeft:
        progress === null ? run.secondsLeft : (progress.loading?.secondsLeft ?? progress.secondsLeft),
      share: shareOfTraining(run),
    },
  ]
}

/** Before its first step, how much of the base is read. */
function shareOfTraining({ step, steps, progress }: NonNullable<TrainingSummary['run']>): number | null {
  const loading = progress?.loading
  if (step === 0 && loading !== undefined) return loading.bytes / loading.of
  return steps === 0 ? null : step / steps
}

/** A job that makes one of its pictures has a row of its own. */
function ofRound(kind: 'trial' | 'muting', { id, state, over, of, secondsEach }: RoundHead): Activity[] {
  if (state === 'over') return []
  return [
    {
      ...{ kind, id, state, title: '', step: null, secondsPerStep: null },
      item: { at: Math.min(of, over + 1), of },
      secondsLeft: state === 'paused' || secondsEach === null ? null : secondsEach * (of - over),
      share: of === 0 ? null : over / of,
    },
  ]
}

/** One that is over has nothing to be ended. */
function ofTransfer({ id, kind, state, done, of, secondsLeft }: Transfer): Activity[] {
  if (state !== 'running' && state !== 'paused') return []
  return [
    {
      ...{ kind, id, state, title: '', step: null, secondsPerStep: null, secondsLeft },
      item: { at: Math.min(of, done + 1), of },
      share: of === 0 ? null : done / of,
    },
  ]
}

/** While it is checked, how much of it has been read again. */
export function downloadShare(download: DownloadSummary): number | null {
  const { state, receivedBytes, sizeBytes, checkedShare } = download
  if (state === 'done') return 1
  if (checkedShare !== null) return checkedShare
  return sizeBytes === null || sizeBytes === 0 ? null : Math.min(1, receivedBytes / sizeBytes)
}

function ofDownload(download: DownloadSummary): Activity {
  const { id, fileName, secondsLeft } = download
  const of = { kind: 'download', id, title: fileName, download } as const
  return { ...of, item: null, step: null, secondsPerStep: null, secondsLeft, share: downloadShare(download) }
}

/** One that is over, or was interrupted, is told elsewhere. */
function ofRewriting(rewriting: RewritingSummary): Activity[] {
  const { id, fileName, state, progress, share } = rewriting
  if (state !== 'running' && state !== 'waiting') return []
  return [
    {
      ...{ kind: 'rewriting', id, rewriting, title: fileName, item: null, step: null, secondsPerStep: null },
      secondsLeft: progress?.secondsLeft ?? null,
      share,
    },
  ]
}

function ofScan(scan: ScanProgress): Activity {
  const { read, toRead, secondsLeft } = scan
  return {
    kind: 'scan',
    id: 'scan',
    title: '',
    item: toRead === 0 ? null : { at: read, of: toRead },
    step: null,
    secondsPerStep: null,
    secondsLeft,
    share: scanShare(scan),
  }
}

/** One adapter after the other, or a single file. */
function ofHashing({ file, share, done, of, secondsLeft, state }: HashingProgress): Activity {
  return {
    kind: 'hashing',
    id: 'hashing',
    state,
    title: file ?? '',
    item: of === 0 ? null : { at: Math.min(of, done + 1), of },
    step: null,
    secondsPerStep: null,
    secondsLeft,
    share: of === 0 ? share : (done + (share ?? 0)) / of,
  }
}

function ofComparing({ stage, done, of, secondsLeft, state }: ComparingProgress): Activity {
  return {
    kind: 'comparing',
    id: 'comparing',
    state,
    stage,
    title: '',
    item: { at: Math.min(of, done + 1), of },
    step: null,
    secondsPerStep: null,
    secondsLeft,
    share: of === 0 ? null : done / of,
  }
}

function ofIdle(idle: IdleProgress): Activity {
  const { state, adapter, done, of, secondsLeft } = idle
  return {
    ...{ kind: 'idle', id: 'idle', idle, state, title: adapter ?? '', step: null, secondsPerStep: null },
    item: { at: Math.min(of, done + 1), of },
    secondsLeft: state === 'running' ? secondsLeft : null,
    share: of === 0 ? null : done / of,
  }
}

const backgroundKinds: ReadonlySet<Activity['kind']> = new Set([
  'scan',
  'hashing',
  'comparing',
  'idle',
  'rewriting',
  'export',
  'import',
  'facts',
  'trial',
  'muting',
  'download',
])

/** What nobody waits for: it may run while the device is at rest. */
export function isBehind({ kind }: Activity): boolean {
  return backgroundKinds.has(kind)
}

const pausableKinds = ['hashing', 'comparing', 'idle', 'trial', 'muting'] as const
type PausableKind = (typeof pausableKinds)[number]

/** What rests and goes on, instead of being ended. */
export function isPausable(activity: Activity): activity is Activity & { readonly kind: PausableKind } {
  return pausableKinds.some((kind) => kind === activity.kind)
}

function pace(progress: JobProgress | null) {
  const loading = progress?.loading ?? null
  const counted = progress !== null && progress.phase === 'denoise' && progress.step > 0
  return {
    phase: progress?.phase ?? null,
    loading,
    step: counted ? { at: progress.step, of: progress.steps } : null,
    secondsPerStep: progress?.secondsPerStep ?? null,
    secondsLeft: progress?.secondsLeft ?? loading?.secondsLeft ?? null,
  }
}

/** What comes before the first step has a bar of its own. */
function loadShare(progress: JobProgress | null): number | null {
  const loading = progress?.loading
  return loading === undefined ? null : loading.bytes / loading.of
}

/** Of the images that are being made together; decoding comes after the last step. */
function shareOf(progress: JobProgress | null): number | null {
  if (progress === null || progress.phase === 'load' || progress.phase === 'text') return null
  if (progress.phase !== 'denoise') return 1
  return progress.steps === 0 ? null : progress.step / progress.steps
}
