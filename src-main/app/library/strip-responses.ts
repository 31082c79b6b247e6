// How pictures answer to an adapter's weight, from strips as they are made: each picture against the one at weight 0.
import { differenceFigures } from '../../base/difference-map.ts'
import type { AdapterCatalog } from '../../catalog/adapters/adapter-catalog.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import type { ResponsePoint } from '../../catalog/strength/response.ts'
import { putResponse } from '../../catalog/strength/stored-response.ts'
import type { Marks } from '../../catalog/strength/weight-marks.ts'
import type { StackEntry } from '../../contract/adapter.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import type { DraftSummary } from '../../contract/library.ts'
import type { StrengthTable } from '../../database/strengths.ts'
import type { PictureWork } from '../../files/decoding/picture-work.ts'

export type StripResponses = {
  /** What happens to drafts. */
  hear(draft: DraftSummary): void
  /** What is being compared is compared first. */
  close(): Promise<void>
}

export type StripResponsesOptions = {
  readonly table: Pick<StrengthTable, 'putResponse'>
  readonly models: Pick<ModelCatalog, 'hash'>
  readonly adapters: Pick<AdapterCatalog, 'hash'>
  readonly pictureWork: Pick<PictureWork, 'difference'>
  /** Of a draft that is done. Throws where it is gone. */
  filePath(id: string): string
  marks: Pick<Marks, 'note'>
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
}

type Frame = { readonly id: string; readonly request: GenerationRequest }

const patienceMs = 60_000

export function stripResponses(options: StripResponsesOptions): StripResponses {
  /** Of the newest strip: those still to come, and those that are there. */
  let open = new Set<string>()
  let frames: Frame[] = []
  let comparing: Promise<void> = Promise.resolve()

  async function compare(strip: readonly Frame[]): Promise<void> {
    const varied = variedEntry(strip.map(({ request }) => request))
    const weightOf = ({ request }: Frame): number =>
      request.stack.find(({ id }) => id === varied?.id)?.weight ?? NaN
    const without = strip.find((frame) => weightOf(frame) === 0)
    if (varied === null || without === undefined) return
    const { model } = without.request
    const [own, base] = [
      await options.adapters.hash(varied.adapter, patienceMs),
      await options.models.hash(model, patienceMs),
    ]
    if (own === null || base === null) return
    const points: ResponsePoint[] = []
    for (const frame of strip) {
      if (frame === without) continue
      const paths = [options.filePath(without.id), options.filePath(frame.id)] as const
      points.push([weightOf(frame), differenceFigures(await options.pictureWork.difference(...paths)).mean])
    }
    options.attempt(() => putResponse(options.table, own.sha256, base, points))
    options.marks.note(model)
  }

  return {
    hear({ id, lane, index, state, record }) {
      if (lane !== 'strip') return
      if (state === 'waiting' || state === 'running') {
        if (index === 0 && !open.has(id)) [open, frames] = [new Set(), []]
        open.add(id)
        return
      }
      if (!open.delete(id)) return
      if (state === 'done' && record !== null) frames.push({ id, request: record.request })
      if (open.size > 0) return
      const strip = frames
      frames = []
      // Drafts go when others come: what cannot be compared any more says nothing.
      comparing = comparing.then(() => compare(strip)).catch(() => undefined)
    },
    close: () => comparing,
  }
}

/** The entry whose weight alone differs, and which acts as its file does; null where there is not one. */
function variedEntry(requests: readonly GenerationRequest[]): StackEntry | null {
  const [first] = requests
  if (first === undefined) return null
  const varied = first.stack.filter(({ id, weight }) =>
    requests.some(({ stack }) => stack.find((entry) => entry.id === id)?.weight !== weight),
  )
  const [entry] = varied
  if (varied.length !== 1 || entry === undefined || !isPlain(entry)) return null
  // Tags in the prompt say the weight, too.
  const others = requests.map(({ prompt: _, stack, ...request }) =>
    JSON.stringify([request, stack.map((one) => (one.id === entry.id ? { ...one, weight: 0 } : one))]),
  )
  return new Set(others).size === 1 ? entry : null
}

function isPlain({ textWeight, blockWeights, schedule, dynamicRank }: StackEntry): boolean {
  return textWeight === null && blockWeights === null && schedule === null && dynamicRank === null
}
