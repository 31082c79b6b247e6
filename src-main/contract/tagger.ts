// Tags for pictures between host and engine: a tagger is an ONNX network with its list of tags.
import type { ErrorReport } from '../base/errors.ts'

export type EngineTagCall = {
  /** Paths of the network, and of the table `tag_id,name,category,count` with a row for each of its outputs. */
  network: string
  tags: string
  pictures: string[]
  /** Least confidence of a tag, 0…1. */
  threshold: number
}

/** Surest first; null where the picture could not be read, with the reason. */
export type PictureTags = { path: string; tags: string[] | null; why?: ErrorReport }

export type TaggerCalls = {
  /** Errors: `tagger/…`. A picture that cannot be read comes back with its problem. */
  tag(call: EngineTagCall): Promise<PictureTags[]>
}
