// Several tensor files as one: the shards of a checkpoint, or the components of a diffusers folder.
import type { ErrorReport } from '../base/errors.ts'
import { tensorFile, type TensorEntry, type TensorFile } from './tensor-file.ts'

export type JoinedPart = {
  readonly file: TensorFile
  /** The name in the whole, or null for what does not belong to it. */
  readonly nameInWhole: (name: string) => string | null
}

export type JoinedFile = Pick<TensorFile, 'kind' | 'path' | 'metadata'> & {
  readonly parts: readonly JoinedPart[]
}

/** Closing the whole closes its parts. When two parts hold the same name the first one wins. */
export function joinTensorFiles({ parts, ...whole }: JoinedFile): TensorFile {
  const tensors = new Map<string, TensorEntry>()
  const problems = new Map<string, ErrorReport>()
  const origins = new Map<string, { file: TensorFile; name: string }>()
  for (const { file, nameInWhole } of parts) {
    for (const [name, entry] of file.tensors) {
      const joined = nameInWhole(name)
      if (joined === null || origins.has(joined)) continue
      tensors.set(joined, { ...entry, name: joined })
      origins.set(joined, { file, name })
    }
    for (const [name, problem] of file.problems) {
      const joined = nameInWhole(name)
      if (joined !== null && !origins.has(joined)) problems.set(joined, problem)
    }
  }
  return tensorFile({
    ...whole,
    id: [whole.path, ...parts.map(({ file }) => file.id)].join('|'),
    tensors,
    problems,
    readEntry(name) {
      const origin = origins.get(name)!
      return origin.file.readBytes(origin.name)
    },
    async close() {
      for (const { file } of parts) await file.close()
    },
  })
}
