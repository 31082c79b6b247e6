// Torch's format since 1.6: a zip archive with one pickle and a file for each storage.
import { AppError } from '../../base/errors.ts'
import type { ByteSource } from '../byte-source.ts'
import { unpickle } from '../pickle/machine.ts'
import { readAhead } from '../read-ahead.ts'
import type { OpenedSource } from '../safetensors-file.ts'
import type { TensorFile } from '../tensor-file.ts'
import { readZipDirectory, zipDataOffset, type ZipEntry } from '../zip.ts'
import { damagedPickle, refusingDamage } from './errors.ts'
import { describeStorage } from './tensor-description.ts'
import { storedInFile, torchFile, type StoredBytes } from './torch-file.ts'

/** Unpacks deflated bytes into exactly `sizeBytes`, or throws; it must not unpack more than that. */
export type Inflate = (packed: Uint8Array, sizeBytes: number) => Promise<Uint8Array<ArrayBuffer>>

export const largestPickle = 64 * 2 ** 20
/** Torch itself packs nothing; who packed a file again has storages of some hundred megabytes at most. */
const largestUnpacked = 2 ** 30

export async function zipCheckpoint(opened: OpenedSource, inflate: Inflate): Promise<TensorFile> {
  const { source } = opened
  const entries = await readZipDirectory(source)
  const main = [...entries.keys()].find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'))
  if (main === undefined) throw new AppError('zip/no-model')
  const folder = main.slice(0, -'data.pkl'.length)
  await checkByteOrder(source, entries.get(`${folder}byteorder`), inflate)

  const pickle = await packedEntry(source, entries.get(main)!, inflate)
  if (pickle.sizeBytes > largestPickle) throw damagedPickle('its table of contents is absurdly large')
  const bytes = await pickle.read(0, pickle.sizeBytes)
  const { value, persistentIds } = refusingDamage(() => unpickle(bytes))

  const storages = new Map<string, StoredBytes>()
  const ahead = readAhead(source)
  for (const id of persistentIds) {
    const storage = describeStorage(id)
    if (storage === null || typeof storage === 'string' || storages.has(storage.key)) continue
    const entry = entries.get(`${folder}data/${storage.key}`)
    if (entry !== undefined) storages.set(storage.key, await packedEntry(source, entry, inflate, ahead))
  }
  return torchFile(opened, value, storages)
}

export async function packedEntry(
  source: ByteSource,
  entry: ZipEntry,
  inflate: Inflate,
  read: ByteSource['read'] = (offset, length) => source.read(offset, length),
): Promise<StoredBytes> {
  const offset = await zipDataOffset({ sizeBytes: source.sizeBytes, read }, entry)
  if (entry.method === 'stored')
    return storedInFile(source, offset, Math.min(entry.sizeBytes, entry.packedBytes))
  // Several tensors may share a storage; unpacking it again for each keeps memory small.
  return {
    sizeBytes: entry.sizeBytes,
    async read(from, length) {
      if (entry.sizeBytes > largestUnpacked) throw tooLargeToUnpack(entry)
      const whole = await inflate(await source.read(offset, entry.packedBytes), entry.sizeBytes)
      return whole.slice(from, from + length)
    },
  }
}

async function checkByteOrder(
  source: ByteSource,
  entry: ZipEntry | undefined,
  inflate: Inflate,
): Promise<void> {
  if (entry === undefined || entry.sizeBytes > 16) return
  const bytes = await (await packedEntry(source, entry, inflate)).read(0, entry.sizeBytes)
  if (new TextDecoder().decode(bytes).trim() !== 'big') return
  throw new AppError('pickle/big-endian')
}

function tooLargeToUnpack({ name, sizeBytes }: ZipEntry): AppError {
  return new AppError('zip/too-large', { name }, { details: { sizeBytes } })
}
