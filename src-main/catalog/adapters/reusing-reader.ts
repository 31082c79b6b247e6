// Reads a file's half-precision tensors into memory that is used again: fresh pages cost more than the arithmetic.
import { AppError } from '../../base/errors.ts'
import { widen } from '../../base/half.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'

/** A read keeps its memory until this many others have come: more than one module has factors. */
const places = 16

/** The largest weight of a known network has 250 MB; an adapter's factors have less. */
const mostFactorBytes = 512 * 2 ** 20

/** Every number of 16 bits, by its bits. */
let numbers: Float32Array | null = null

/** Errors: those of the file, `adapter/factor-too-large`. */
export function reusingReader(file: TensorFile): Pick<TensorFile, 'read' | 'tensors'> {
  const memory = Array.from({ length: places }, () => new Float32Array(0))
  const table = (numbers ??= widen(
    Uint16Array.from({ length: 0x10000 }, (_, bits) => bits),
    'f16',
  ))
  let next = 0
  return {
    tensors: file.tensors,
    async read(name) {
      const entry = file.tensors.get(name)
      if ((entry?.sizeBytes ?? 0) > mostFactorBytes) throw new AppError('adapter/factor-too-large', { name })
      if (entry?.dtype !== 'f16') return file.read(name)
      const place = next++ % places
      const bytes = await file.readBytes(name)
      const bits = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2)
      if (memory[place]!.length < bits.length) memory[place] = new Float32Array(bits.length)
      return lookUp(bits, table, memory[place]!.subarray(0, bits.length))
    },
  }
}

function lookUp(bits: Uint16Array, table: Float32Array, into: Float32Array): Float32Array {
  for (let i = 0; i < bits.length; i++) into[i] = table[bits[i]!]!
  return into
}
