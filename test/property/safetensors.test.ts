// Laws of safetensors files: what is written is read, and no damage goes unnoticed or crashes the reader.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../../src-main/base/errors.ts'
import { bytesPerElement, type DType, type Tensor } from '../../src-main/base/dtype.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import { memorySource } from '../support/memory-source.ts'
import { safetensorsFile } from '../../src-main/formats/safetensors-file.ts'
import { safetensorsChunks } from '../../src-main/formats/safetensors-writer.ts'
import type { TensorFile } from '../../src-main/formats/tensor-file.ts'

const open = (bytes: Uint8Array): Promise<TensorFile> =>
  safetensorsFile({ source: memorySource(bytes), path: 'model.safetensors', id: 'model' })

const unicode = fc.string({ unit: 'grapheme', maxLength: 12 })
const name = fc
  .oneof(unicode, fc.constantFrom('__proto__', 'constructor', '', 'unet.conv_in.weight'))
  .filter((text) => text !== '__metadata__' && text.isWellFormed())
const dtypes = Object.keys(bytesPerElement) as DType[]
const tensor: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(4), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const length = elementCount(shape) * bytesPerElement[dtype]
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((data) => ({ dtype, shape, data: data.slice() }))
  })
const file = fc.record({
  tensors: fc.array(fc.tuple(name, tensor), { maxLength: 8 }).map((entries) => new Map(entries)),
  metadata: fc.array(fc.tuple(unicode, unicode), { maxLength: 4 }).map((entries) => new Map(entries)),
})

test('what is written is read', async () => {
  await fc.assert(
    fc.asyncProperty(file, async ({ tensors, metadata }) => {
      const read = await open(Buffer.concat([...safetensorsChunks(tensors, metadata)]))
      expect(read.metadata).toEqual(metadata)
      expect(read.problems.size).toBe(0)
      expect(new Set(read.tensors.keys())).toEqual(new Set(tensors.keys()))
      for (const [key, { dtype, shape, data }] of tensors) {
        expect(read.tensors.get(key)).toMatchObject({ dtype, shape })
        expect(await read.readBytes(key)).toEqual(data)
        expect((await read.read(key)).length).toBe(elementCount(shape))
      }
    }),
  )
})

test('a file cut off anywhere is refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(file, fc.nat(), async ({ tensors, metadata }, cut) => {
      const whole = Buffer.concat([...safetensorsChunks(tensors, metadata)])
      const error = await open(whole.subarray(0, cut % whole.length)).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(AppError)
      expect((error as AppError).code).toMatch(/^safetensors\//)
    }),
  )
})

test('a header damaged anywhere is refused with a code or still covers the file exactly', async () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(file, damage, async ({ tensors, metadata }, changes) => {
      const bytes = Buffer.concat([...safetensorsChunks(tensors, metadata)])
      const headerBytes = 8 + Number(bytes.readBigUInt64LE())
      for (const [at, value] of changes) bytes[at % headerBytes] = value
      const result = await open(bytes).catch((thrown: unknown) => thrown)
      if (result instanceof AppError) {
        expect(result.code).toMatch(/^safetensors\//)
        return
      }
      const read = result as TensorFile
      const covered = [...read.tensors.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      expect(covered).toBeLessThanOrEqual(bytes.length - 8)
      for (const key of read.tensors.keys()) await read.read(key)
    }),
    { numRuns: 1000 },
  )
})
