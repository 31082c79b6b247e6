// What a picture or a job is called: its prompt, or what there is in its place.
import type { PictureRecord } from '../../../src-main/contract/generation.ts'
import type { JobSummary, PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Messages } from '../../messages/en.ts'

/** A picture whose record cannot be read is called by its file. */
export function pictureCaption({
  record,
  origin,
  fileName,
}: Pick<PictureSummary, 'record' | 'fileName'> & Partial<Pick<PictureSummary, 'origin'>>): string {
  return record?.request.prompt ?? (origin?.said?.prompt || fileName)
}

/** Whether it was kept before its last step. */
export function isPartial({ stepsDone, request }: PictureRecord): boolean {
  return stepsDone < request.steps
}

/** Its seed, and where it was stopped if it was kept before its last step. */
export function factsOf(record: PictureRecord, words: Messages['stage']): string {
  const { seed, stepsDone, request } = record
  const stopped = isPartial(record) ? [words.stoppedAt(stepsDone, request.steps)] : []
  return [words.seed(seed), ...stopped].join(' · ')
}

export function jobCaption({ request }: Pick<JobSummary, 'request'>): string {
  return request?.prompt || '—'
}
