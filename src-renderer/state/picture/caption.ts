// What a picture or a job is called: its prompt, or what there is in its place.
import type { JobSummary, PictureSummary } from '../../../src-main/contract/studio.ts'

/** A picture whose record cannot be read is called by its file. */
export function pictureCaption({ record, fileName }: Pick<PictureSummary, 'record' | 'fileName'>): string {
  return record?.request.prompt ?? fileName
}

export function jobCaption({ request }: Pick<JobSummary, 'request'>): string {
  return request?.prompt || '—'
}
