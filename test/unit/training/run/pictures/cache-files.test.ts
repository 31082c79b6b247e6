import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Float32Tensor } from '../../../../../src-main/base/dtype.ts'
import { cacheFiles, cacheKey } from '../../../../../src-main/training/run/pictures/cache-files.ts'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const tensor = (...values: number[]): Float32Tensor => ({
  dtype: 'f32',
  shape: [values.length],
  data: Float32Array.from(values),
})

it('what is kept is read again; empty tensors too', async () => {
  const files = cacheFiles(await temporaryFolder(), 'things', ['a', 'b'])
  const key = cacheKey('x', 1)
  expect(await files.read(key)).toBeNull()
  const tensors = new Map([
    ['a', tensor(1, 2)],
    ['b', tensor()],
  ])
  await files.write(key, tensors)
  expect(await files.read(key)).toEqual(tensors)
  expect(await files.read(cacheKey('x', 2))).toBeNull()
})

it('a file that is cut off, holds no numbers, lacks a tensor or is another’s counts as missing', async () => {
  const folder = await temporaryFolder()
  const files = cacheFiles(folder, 'things', ['a'])
  const [key, other] = [cacheKey('x'), cacheKey('y')]
  await files.write(key, new Map([['a', tensor(1, 2, 3)]]))
  const [name] = (await readdir(folder, { recursive: true })).filter((each) => each.endsWith('.safetensors'))
  const path = join(folder, name!)
  const bytes = await readFile(path)
  for (const length of [0, 5, 40, bytes.length - 1]) {
    await writeFile(path, bytes.subarray(0, length))
    expect(await files.read(key)).toBeNull()
  }
  await files.write(key, new Map([['a', tensor(1, NaN)]]))
  expect(await files.read(key)).toBeNull()
  await files.write(key, new Map([['b', tensor(1)]]))
  expect(await files.read(key)).toBeNull()
  await files.write(other, new Map([['a', tensor(1)]]))
  const stranger = (await readdir(folder, { recursive: true })).find((each) => each.includes(other))
  await writeFile(path, await readFile(join(folder, stranger!)))
  expect(await files.read(key)).toBeNull()
})
