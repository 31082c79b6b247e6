// Torch's format before 1.6: five pickles one after the other, then the storages, each behind its length.
import { AppError } from '../../base/errors.ts'
import { bytesPerElement } from '../../base/dtype.ts'
import type { ByteSource } from '../byte-source.ts'
import { PickleError } from '../pickle/byte-cursor.ts'
import { unpickle, type Unpickled } from '../pickle/machine.ts'
import { itemsOf, textKeyed } from '../pickle/values.ts'
import { readAhead } from '../read-ahead.ts'
import type { OpenedSource } from '../safetensors-file.ts'
import { mostTensors } from '../table-limits.ts'
import type { TensorFile } from '../tensor-file.ts'
import { damagedPickle, refusingDamage, truncatedFile } from './errors.ts'
import { describeStorage } from './tensor-description.ts'
import { storedInFile, torchFile, type StoredBytes } from './torch-file.ts'

const magic = 0x1950a86a20f9469cfc6cn

/** The pickles are looked for in ever larger pieces of the beginning. */
const pieces = [2 ** 20, 8 * 2 ** 20, 64 * 2 ** 20]

/** Every class and function that one of the pickles names. Throws `pickle/…`. */
export async function legacyGlobals(source: ByteSource): Promise<ReadonlySet<string>> {
  return (await readPickles(source)).globals
}

export async function legacyCheckpoint(opened: OpenedSource): Promise<TensorFile> {
  const { source } = opened
  const { root, keys } = await readPickles(source)
  const itemBytes = storageItemBytes(root)
  const storages = new Map<string, StoredBytes>()
  const read = readAhead(source)
  let offset = root.dataOffset
  for (const key of keys) {
    const size = itemBytes.get(key)
    if (size === undefined) throw damagedPickle('it stores numbers that nothing in it describes')
    if (offset + 8 > source.sizeBytes) throw truncatedFile()
    const count = new DataView((await read(offset, 8)).buffer).getBigInt64(0, true)
    const sizeBytes = Number(count) * size
    offset += 8
    if (sizeBytes < 0) throw damagedPickle('a storage has a negative size')
    if (offset + sizeBytes > source.sizeBytes) throw truncatedFile()
    storages.set(key, storedInFile(source, offset, sizeBytes))
    offset += sizeBytes
  }
  return torchFile(opened, root.value, storages)
}

type Root = Unpickled & { readonly dataOffset: number }

type Pickles = { readonly root: Root; readonly keys: string[]; readonly globals: ReadonlySet<string> }

async function readPickles(source: ByteSource): Promise<Pickles> {
  for (const piece of pieces) {
    const length = Math.min(piece, source.sizeBytes)
    const bytes = await source.read(0, length)
    try {
      return parsePickles(bytes)
    } catch (error) {
      const isWhole = length === source.sizeBytes || piece === pieces.at(-1)
      if (!(error instanceof PickleError) || !error.ended || isWhole)
        return refusingDamage(() => {
          throw error
        })
    }
  }
  throw truncatedFile()
}

/** Magic number, protocol version, facts of the machine, the object, the storage keys. */
function parsePickles(bytes: Uint8Array): Pickles {
  const first = unpickle(bytes)
  if (first.value !== magic) throw new AppError('pickle/not-pytorch')
  const version = unpickle(bytes, first.end)
  const machine = unpickle(bytes, version.end)
  if (textKeyed(machine.value)?.get('little_endian') === false) throw new AppError('pickle/big-endian')
  const root = unpickle(bytes, machine.end)
  const keys = unpickle(bytes, root.end)
  const list = itemsOf(keys.value)
  if ((list?.length ?? 0) > mostTensors) throw damagedPickle('it names more storages than any model has')
  const names = list?.map((key) => (typeof key === 'string' ? key : null))
  if (!names?.every((name) => name !== null)) throw new PickleError('it has no list of storages')
  const globals = new Set([first, version, machine, root, keys].flatMap((pickle) => [...pickle.globals]))
  return { root: { ...root, dataOffset: keys.end }, keys: names, globals }
}

/** Key of each storage → bytes of one element. A view's storage is kept under the key of what it views. */
function storageItemBytes({ persistentIds }: Unpickled): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const id of persistentIds) {
    const storage = describeStorage(id)
    if (storage !== null && typeof storage !== 'string')
      sizes.set(storage.key, bytesPerElement[storage.dtype])
  }
  return sizes
}
