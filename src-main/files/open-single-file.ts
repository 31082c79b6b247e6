// Opens one file of tensors by what it holds, whatever it is called.
import { basename, extname } from 'node:path'
import { AppError } from '../base/errors.ts'
import { recogniseFile, signatureBytes } from '../formats/file-signature.ts'
import { inflateZipEntry } from './inflate.ts'
import { legacyCheckpoint } from '../formats/torch/legacy-checkpoint.ts'
import { zipCheckpoint } from '../formats/torch/zip-checkpoint.ts'
import { safetensorsFile, type OpenedSource } from '../formats/safetensors-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'
import type { OtherFile } from '../messages/file.ts'
import { openFileSource } from './file-source.ts'

/** Errors: `file/…`, `safetensors/…`, `pickle/…`, `zip/…`. */
export async function openSingleFile(path: string): Promise<TensorFile> {
  const opened = await openFileSource(path)
  try {
    return await openBySignature(opened)
  } catch (error) {
    await opened.source.close()
    throw error
  }
}

async function openBySignature(opened: OpenedSource): Promise<TensorFile> {
  const { source, path } = opened
  if (source.sizeBytes === 0) throw emptyFile(path)
  const head = await source.read(0, Math.min(source.sizeBytes, signatureBytes))
  if (looksLikeSafetensors(head)) return safetensorsFile(opened)
  if (startsWith(head, zipStart)) return zipCheckpoint(opened, inflateZipEntry)
  if (startsWith(head, pickleStart)) return legacyCheckpoint(opened)
  const what = recogniseFile(head)
  if (what === undefined && extname(path).toLowerCase() === '.safetensors') return safetensorsFile(opened)
  throw notAModel(path, what)
}

/** A length below 4 GiB, then JSON. */
function looksLikeSafetensors(head: Uint8Array): boolean {
  const [first, ...zeros] = [head[8], ...head.subarray(4, 8)]
  return zeros.length === 4 && zeros.every((byte) => byte === 0) && (first === 0x7b || first === 0x20)
}

const zipStart = [0x50, 0x4b, 0x03, 0x04]
/** "Protocol 2": torch never wrote another in its old format. */
const pickleStart = [0x80, 0x02]

function startsWith(head: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => head[index] === byte)
}

function emptyFile(path: string): AppError {
  return new AppError('file/empty', { file: basename(path) }, { details: { path } })
}

function notAModel(path: string, what: OtherFile | undefined): AppError {
  const file = basename(path)
  return what === undefined
    ? new AppError('file/not-a-model', { file }, { details: { path } })
    : new AppError('file/of-another-kind', { file, what }, { details: { path } })
}
