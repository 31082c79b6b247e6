// The hashes of a file whose values the reference tools printed.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashFile } from '../../../src-main/files/hashes.ts'
import vector from '../../golden/vectors/hash_test_vectors.json' with { type: 'json' }
import { temporaryFolder } from '../../support/temporary-folder.ts'

function vectorFile(): Buffer {
  const header = Buffer.from(vector.header_text)
  const length = Buffer.alloc(8)
  length.writeUInt32LE(header.length)
  return Buffer.concat([
    length,
    header,
    Buffer.from(Float32Array.from({ length: 300_000 }, (_, i) => i).buffer),
  ])
}

test('all four of the vector file', async () => {
  const path = join(await temporaryFolder(), 'a.safetensors')
  await writeFile(path, vectorFile())
  const seen: number[] = []
  const hashes = await hashFile(path, { onProgress: (fraction) => seen.push(fraction) })
  expect(hashes).toEqual({
    sha256: vector.sha256_full,
    autoV2: vector.autov2_10.toLowerCase(),
    autoV3: vector.sshs_model_hash__sha256_after_header,
    autoV1: vector.sshs_legacy_hash_and_autov1__8hex_of_sha256_of_64KiB_at_1MiB,
  })
  expect(seen.at(-1)).toBe(1)
})

test('over several pieces, and of files too short for some', async () => {
  const folder = await temporaryFolder()
  // The pieces of the reading must not show in the hash: a file of two and a half of them.
  const long = join(folder, 'long')
  await writeFile(long, Buffer.alloc(20 * 2 ** 20, 'lamina'))
  const { createHash } = await import('node:crypto')
  const whole = createHash('sha256')
    .update(Buffer.alloc(20 * 2 ** 20, 'lamina'))
    .digest('hex')
  expect((await hashFile(long)).sha256).toBe(whole)

  const empty = join(folder, 'empty')
  await writeFile(empty, '')
  expect((await hashFile(empty)).autoV1).toBe('e3b0c442')
})

test('stops when it is cancelled', async () => {
  const path = join(await temporaryFolder(), 'a')
  await writeFile(path, 'x')
  await expect(hashFile(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'job/cancelled',
  })
})
