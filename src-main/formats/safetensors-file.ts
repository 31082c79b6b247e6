// An opened safetensors file: its header as a table of tensors, its data read tensor by tensor.
import type { ErrorReport } from '../base/errors.ts'
import { remark } from '../messages/table.ts'
import type { ByteSource } from './byte-source.ts'
import { safetensorsTypes } from './safetensors-dtypes.ts'
import { readSafetensorsHeader } from './safetensors-header.ts'
import { tensorFile, type TensorEntry, type TensorFile } from './tensor-file.ts'

/** Where the bytes come from; `path` only says so. `id` must change whenever the bytes do. */
export type OpenedSource = { readonly source: ByteSource; readonly path: string; readonly id: string }

export async function safetensorsFile({ source, path, id }: OpenedSource): Promise<TensorFile> {
  const header = await readSafetensorsHeader(source)
  const tensors = new Map<string, TensorEntry>()
  const problems = new Map<string, ErrorReport>()
  for (const [name, { type, shape, offset, sizeBytes }] of header.tensors) {
    const dtype = safetensorsTypes.get(type)?.dtype ?? null
    if (dtype === null) problems.set(name, unreadableType(name, type))
    else tensors.set(name, { name, dtype, shape, sizeBytes, location: { path, offset, sizeBytes } })
  }
  return tensorFile({
    id,
    kind: 'safetensors',
    path,
    tensors,
    metadata: header.metadata,
    problems,
    readEntry: (name, { sizeBytes }) => source.read(header.tensors.get(name)!.offset, sizeBytes),
    close: () => source.close(),
  })
}

function unreadableType(name: string, type: string): ErrorReport {
  return remark('tensor/unreadable-type', { name, type })
}
