// The hashes by which models are known on the web, all from one pass over the file.
import { createHash, type Hash } from 'node:crypto'
import { throwIfCancelled } from '../base/cancel.ts'
import { openFileSource } from './file-source.ts'

/** Lower-case hexadecimal. */
export type FileHashes = {
  /** The whole file. */
  readonly sha256: string
  /** The first 10 digits of it: A1111's "Model hash". */
  readonly autoV2: string
  /** Everything after the header of a safetensors file: what renaming a model's metadata leaves alone. */
  readonly autoV3: string
  /** 64 KiB at 1 MiB, 8 digits: the oldest one, which many files share. */
  readonly autoV1: string
}

export type HashOptions = { readonly signal?: AbortSignal; readonly onProgress?: (fraction: number) => void }

type Range = { readonly hash: Hash; readonly from: number; readonly to: number }

const pieceBytes = 8 * 2 ** 20
const autoV1Range = { from: 0x100000, to: 0x110000 }

/**
 * Reads the whole file: call it in a process of its own. `autoV3` has a meaning for safetensors files only.
 * Errors: `file/…`, `job/cancelled`.
 */
export async function hashFile(path: string, { signal, onProgress }: HashOptions = {}): Promise<FileHashes> {
  const { source } = await openFileSource(path)
  try {
    const size = source.sizeBytes
    const whole: Range = { hash: createHash('sha256'), from: 0, to: size }
    const data: Range = { hash: createHash('sha256'), from: await headerEnd(source.read, size), to: size }
    const middle: Range = { hash: createHash('sha256'), ...autoV1Range }
    for (let offset = 0; offset < size; offset += pieceBytes) {
      throwIfCancelled(signal)
      const piece = await source.read(offset, Math.min(pieceBytes, size - offset))
      for (const range of [whole, data, middle]) updateRange(range, piece, offset)
      onProgress?.((offset + piece.length) / size)
    }
    const sha256 = whole.hash.digest('hex')
    return {
      sha256,
      autoV2: sha256.slice(0, 10),
      autoV3: data.hash.digest('hex'),
      autoV1: middle.hash.digest('hex').slice(0, 8),
    }
  } finally {
    await source.close()
  }
}

/** `autoV1` alone, which reads 64 KiB. Errors: `file/…`. */
export async function autoV1Of(path: string): Promise<string> {
  const { source } = await openFileSource(path)
  try {
    const from = Math.min(autoV1Range.from, source.sizeBytes)
    const to = Math.min(autoV1Range.to, source.sizeBytes)
    const piece = await source.read(from, to - from)
    return createHash('sha256').update(piece).digest('hex').slice(0, 8)
  } finally {
    await source.close()
  }
}

function updateRange({ hash, from, to }: Range, piece: Uint8Array, offset: number): void {
  const start = Math.max(from - offset, 0)
  const end = Math.min(to - offset, piece.length)
  if (start < end) hash.update(piece.subarray(start, end))
}

async function headerEnd(
  read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>,
  size: number,
): Promise<number> {
  if (size < 8) return size
  const view = new DataView((await read(0, 8)).buffer)
  return 8 + Number(view.getBigUint64(0, true))
}
