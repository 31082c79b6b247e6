// What a torch checkpoint may contain, tensor by tensor, and what it may only claim.
import { describe, expect, test } from 'vitest'
import { memorySource } from '../../../support/memory-source.ts'
import type { TensorFile } from '../../../../src-main/formats/tensor-file.ts'
import { zipCheckpoint } from '../../../../src-main/formats/torch/zip-checkpoint.ts'
import { inflateZipEntry } from '../../../../src-main/files/inflate.ts'
import { bytesOf, p, zipOf, type ZipFile, type ZipOptions } from '../../../support/write-pickle.ts'
import type { TensorFault } from '../../../../src-main/messages/tensors.ts'

const numbers = Float32Array.from({ length: 12 }, (_, i) => i)
const data: ZipFile = { name: 'm/data/0', bytes: new Uint8Array(numbers.buffer) }
const storage = p.storage('FloatStorage', '0', 12)
const whole = p.tensor(storage, 0, [3, 4], [4, 1])

function open(
  root: Uint8Array,
  extra: readonly ZipFile[] = [data],
  options?: ZipOptions,
): Promise<TensorFile> {
  const pickle = { name: 'm/data.pkl', bytes: bytesOf(p.proto(), root, p.end) }
  const source = memorySource(zipOf([pickle, ...extra], options))
  return zipCheckpoint({ source, path: 'model.ckpt', id: 'model' }, inflateZipEntry)
}

describe('tensors', () => {
  test.each<[string, Uint8Array, number[], number[]]>([
    ['whole', whole, [3, 4], [...numbers]],
    ['a slice', p.tensor(storage, 4, [2, 4], [4, 1]), [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]],
    ['transposed', p.tensor(storage, 0, [4, 3], [1, 4]), [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]],
    ['a column', p.tensor(storage, 1, [3], [4]), [3], [1, 5, 9]],
    ['repeated', p.tensor(storage, 5, [2, 2], [0, 0]), [2, 2], [5, 5, 5, 5]],
    ['a scalar', p.tensor(storage, 7, [], []), [], [7]],
    ['empty', p.tensor(storage, 0, [0, 4], [4, 1]), [0, 4], []],
    [
      'a parameter',
      p.call('torch._utils', '_rebuild_parameter', whole, bytesOf(0x88), bytesOf('}')),
      [3, 4],
      [...numbers],
    ],
  ])('%s', async (_, tensor, shape, values) => {
    const file = await open(p.dict(['t', tensor]))
    expect(file.tensors.get('t')).toMatchObject({ dtype: 'f32', shape })
    expect([...(await file.read('t'))]).toEqual(values)
  })

  test('a stored tensor can be pointed at, a strided or packed one cannot', async () => {
    const root = p.dict(
      ['plain', p.tensor(storage, 4, [4], [1])],
      ['strided', p.tensor(storage, 0, [3], [4])],
    )
    const file = await open(root)
    expect(file.location('plain')).toMatchObject({ path: 'model.ckpt', sizeBytes: 16 })
    expect(file.location('strided')).toBeUndefined()
    const packed = await open(root, [{ ...data, deflated: true }])
    expect(packed.location('plain')).toBeUndefined()
    expect([...(await packed.read('plain'))]).toEqual([4, 5, 6, 7])
  })

  test('in a 64-bit archive', async () => {
    const file = await open(p.dict(['t', whole]), [data], { zip64: true })
    expect([...(await file.read('t'))]).toEqual([...numbers])
  })
})

describe('the state dict', () => {
  test('is unwrapped once; what lies beside it is ignored, code and all', async () => {
    const evil = p.call('os', 'system', p.text('echo'))
    const file = await open(
      p.dict(
        ['epoch', p.int(3)],
        ['callbacks', evil],
        ['state_dict', p.dict(['__proto__', whole], ['n', p.int(1)])],
      ),
    )
    expect([...file.tensors.keys()]).toEqual(['__proto__'])
    expect(file.problems.size).toBe(0)
  })

  test.each(['params_ema', 'params'])('of an upscaler lies in %s', async (wrapper) => {
    const file = await open(p.dict([wrapper, p.dict(['conv_first.weight', whole])]))
    expect([...file.tensors.keys()]).toEqual(['conv_first.weight'])
  })

  test('of a hypernetwork are pairs under the widths that they change', async () => {
    const pair = p.tuple(p.dict(['linear.0.weight', whole]), p.dict(['linear.0.weight', whole]))
    const root = bytesOf('}(', p.int(768), pair, p.text('step'), p.int(9), 'u')
    const file = await open(root)
    expect([...file.tensors.keys()]).toEqual(['768.0.linear.0.weight', '768.1.linear.0.weight'])
  })

  test('what needs code is named, and spoils only itself', async () => {
    const evil = p.call('trainer.extras', 'Secret', whole)
    const file = await open(p.dict(['good', whole], ['bad', evil]))
    expect([...file.tensors.keys()]).toEqual(['good'])
    await expect(file.read('bad')).rejects.toMatchObject({
      code: 'pickle/tensor-needs-code',
      facts: { name: 'bad', globals: ['trainer.extras.Secret'], more: 0 },
      details: { globals: ['trainer.extras.Secret'] },
    })
  })

  test('a whole model that is code is refused, naming it', () =>
    expect(open(p.call('diffusion.model', 'Net', whole))).rejects.toMatchObject({
      code: 'pickle/unknown-globals',
      details: { globals: ['diffusion.model.Net'] },
    }))

  test.each([
    ['a number', p.int(1)],
    ['an empty dict', p.dict()],
    ['numbers only', p.dict(['a', p.int(1)])],
  ])('%s holds no tensors', (_, root) =>
    expect(open(root)).rejects.toMatchObject({ code: 'pickle/no-tensors' }),
  )
})

describe('claims that are not true spoil only their tensor', () => {
  const huge = [2 ** 30, 2 ** 30, 2 ** 30]
  test.each<[string, TensorFault, Uint8Array]>([
    ['beyond its data', 'beyond-data', p.tensor(storage, 1, [3, 4], [4, 1])],
    ['empty, but beyond its data', 'beyond-data', p.tensor(storage, 13, [0], [1])],
    ['strides beyond its data', 'beyond-data', p.tensor(storage, 0, [2, 2], [12, 1])],
    ['an impossible shape', 'impossible-shape', p.tensor(storage, 0, huge, [0, 0, 0])],
    ['repeated a billion times', 'repeats', p.tensor(storage, 0, [2 ** 30], [0])],
    ['a negative extent', 'no-shape', p.tensor(storage, 0, [-1], [1])],
    ['a negative stride', 'no-shape', p.tensor(storage, 3, [2], [-1])],
    ['more extents than strides', 'no-shape', p.tensor(storage, 0, [2, 2], [1])],
    [
      'an unknown element type',
      'unknown-type',
      p.tensor(p.storage('ComplexFloatStorage', '0', 4), 0, [4], [1]),
    ],
    [
      'a storage larger than its file',
      'lost-data',
      p.tensor(p.storage('FloatStorage', '0', 2 ** 30), 0, [2 ** 30], [1]),
    ],
    ['a storage that is missing', 'lost-data', p.tensor(p.storage('FloatStorage', '9', 4), 0, [4], [1])],
  ])('%s', async (_, fault, tensor) => {
    const file = await open(p.dict(['good', whole], ['bad', tensor]))
    expect([...file.tensors.keys()]).toEqual(['good'])
    await expect(file.read('bad')).rejects.toMatchObject({
      code: 'pickle/bad-tensor',
      facts: { name: 'bad', fault },
    })
  })

  test('wrappers around wrappers without end', async () => {
    let tensor: Uint8Array = whole
    for (let depth = 0; depth < 500; depth++) tensor = p.call('torch._utils', '_rebuild_parameter', tensor)
    const file = await open(p.dict(['good', whole], ['bad', tensor]))
    expect([...file.tensors.keys()]).toEqual(['good'])
  })

  test('a packed storage that unpacks to more than it says', async () => {
    const bomb = { name: 'm/data/0', bytes: new Uint8Array(2 ** 24), deflated: true }
    const pickle = { name: 'm/data.pkl', bytes: bytesOf(p.proto(), p.dict(['t', whole]), p.end) }
    const bytes = zipOf([pickle, bomb])
    const at = bytes.lastIndexOf(Buffer.of(0x50, 0x4b, 1, 2))
    bytes.writeUInt32LE(48, at + 24)
    const file = await zipCheckpoint({ source: memorySource(bytes), path: 'm', id: 'm' }, inflateZipEntry)
    await expect(file.read('t')).rejects.toMatchObject({ code: 'zip/damaged' })
  })
})

test('a machine with another byte order', () =>
  expect(
    open(p.dict(['t', whole]), [data, { name: 'm/byteorder', bytes: Buffer.from('big') }]),
  ).rejects.toMatchObject({
    code: 'pickle/big-endian',
  }))

test('a broken pickle says so', () =>
  expect(open(Buffer.of(0xff))).rejects.toMatchObject({ code: 'pickle/damaged' }))

test('a zip archive of something else is no model', async () => {
  const source = memorySource(zipOf([{ name: 'readme.txt', bytes: Buffer.from('hello') }]))
  await expect(zipCheckpoint({ source, path: 'a.zip', id: 'a' }, inflateZipEntry)).rejects.toMatchObject({
    code: 'zip/no-model',
  })
})
