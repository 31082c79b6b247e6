// However a checkpoint is damaged, reading it ends with a named error or with tensors, in bounded memory.
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src-main/base/errors.ts'
import { inflateZipEntry } from '../../src-main/files/inflate.ts'
import { memorySource } from '../support/memory-source.ts'
import { PickleError } from '../../src-main/formats/pickle/byte-cursor.ts'
import { unpickle } from '../../src-main/formats/pickle/machine.ts'
import { globalsIn } from '../../src-main/formats/pickle/values.ts'
import type { OpenedSource } from '../../src-main/formats/safetensors-file.ts'
import type { TensorFile } from '../../src-main/formats/tensor-file.ts'
import { legacyCheckpoint } from '../../src-main/formats/torch/legacy-checkpoint.ts'
import { zipCheckpoint } from '../../src-main/formats/torch/zip-checkpoint.ts'

const openZip = (opened: OpenedSource): Promise<TensorFile> => zipCheckpoint(opened, inflateZipEntry)

async function readEverything(
  open: (opened: OpenedSource) => Promise<TensorFile>,
  bytes: Uint8Array,
): Promise<void> {
  try {
    const file = await open({ source: memorySource(bytes), path: 'model.ckpt', id: 'model' })
    for (const name of file.tensors.keys()) await file.read(name)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toMatch(/^(pickle|zip|file)\//)
  }
}

describe.each([
  ['torch-zip.ckpt', openZip],
  ['torch-legacy.ckpt', legacyCheckpoint],
] as const)('%s', (name, open) => {
  const whole = readFile(new URL(`../golden/torch/${name}`, import.meta.url))

  test('with bytes changed', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 })
    const original = await whole
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = Buffer.from(original)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        await readEverything(open, bytes)
      }),
      { numRuns: 500 },
    )
  })

  test('cut off', async () => {
    const original = await whole
    for (let length = 1; length < original.length; length += 7)
      await readEverything(open, original.subarray(0, length))
  })
})

test('any bytes are a pickle or a PickleError', () => {
  const instructions = Buffer.from('(.012FGIJKLMNPQRSTUVXabcdeghijlopqrstu)]}', 'latin1')
  const byte = fc.oneof(fc.constantFrom(...instructions), fc.integer({ min: 0x80, max: 0x98 }), fc.nat(255))
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 200 }), (bytes) => {
      try {
        globalsIn(unpickle(Uint8Array.from(bytes)).value)
      } catch (error) {
        if (!(error instanceof PickleError)) throw error
      }
    }),
    { numRuns: 5000 },
  )
})
