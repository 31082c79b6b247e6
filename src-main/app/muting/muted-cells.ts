// Which pictures show what each adapter did: the one with all of them, then one without each; and when the first need not be made.
import { applicationVersion } from '../../base/version.ts'
import type { StackEntry } from '../../contract/adapter.ts'
import type { GenerationRequest, PictureRecord } from '../../contract/generation.ts'
import type { MutedCell, MutedEntry } from '../../contract/muting.ts'
import { waitingCell } from '../../contract/picture-round.ts'
import type { PictureSummary } from '../../contract/studio.ts'
import { recordDifferences } from '../../gallery/record-differences.ts'
import type { BoundRecord } from '../library/bound-record.ts'
import { remark, type Remark } from '../../messages/table.ts'

/** As a host keeps it: addresses are made when it is shown. */
export type StoredMutedCell = Omit<MutedCell, 'url'>

/** Of what acts; empty where nothing does. */
export function mutedCells({ stack }: GenerationRequest): StoredMutedCell[] {
  const entries = stack.filter(({ on }) => on).map(mutedEntry)
  return entries.length === 0
    ? []
    : [null, ...entries].map((entry) => ({ ...waitingCell, entry, distance: null }))
}

function mutedEntry({ id, adapter, name, weight }: StackEntry): MutedEntry {
  return { id, adapter, name, weight }
}

/** The entry is off; its trigger words stay, as the prompt is that of the picture. */
export function mutedRequest(request: GenerationRequest, muted: MutedEntry | null): GenerationRequest {
  const stack = request.stack.map((entry) => (entry.id === muted?.id ? { ...entry, on: false } : entry))
  return { ...request, stack }
}

/** Why the picture would not come out the same, as far as that is known before anything is made. */
export function knownReasons(
  { origin }: Pick<PictureSummary, 'origin'>,
  record: PictureRecord,
  missing: BoundRecord['missing'],
): Remark[] {
  const now = { ...record, application: `Lamina ${applicationVersion}`, stepsDone: record.request.steps }
  const unknown = [record.model, ...(record.vae === null ? [] : [record.vae]), ...record.adapters].filter(
    ({ sha256 }) => sha256 === undefined,
  )
  return [
    ...(origin === null ? [] : [remark('muting/imported')]),
    ...recordDifferences(record, now),
    ...unknown.map(({ name }) => remark('muting/unknown-contents', { name })),
    ...missing.map(({ name }) => remark('replay/adapter-missing', { name, hash: '' })),
  ]
}

/** The same, by the record of a muted picture, which lacks its own adapter. */
export function foundReasons(record: PictureRecord, muted: PictureRecord): Remark[] {
  return recordDifferences(record, muted).filter(({ code }) => code !== 'replay/adapter-missing')
}
