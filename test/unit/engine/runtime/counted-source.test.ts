import { expect, test } from 'vitest'
import { countedSource, type ReadBytes } from '../../../../src-main/engine/runtime/counted-source.ts'
import { bring, type ParameterSource } from '../../../../src-main/graph/parameter-source.ts'
import { loadClock } from '../../../../src-main/engine/picture/load-clock.ts'

const infos = [
  { name: 'unet.a', dtype: 'f16', shape: [2, 3] },
  { name: 'unet.b', dtype: 'f32', shape: [4] },
  { name: 'text.c', dtype: 'f32', shape: [100] },
] as const
const unet = ['unet.a', 'unet.b']
const source: ParameterSource = {
  id: 'made up',
  get: (name) => infos.find((info) => info.name === name),
  list: () => infos,
  read: async () => new Float32Array(1),
}

function watched(parts: readonly string[]) {
  const clock = { ms: 0 }
  const counted = countedSource(
    source,
    (name) => name.split('.')[0]!,
    () => clock.ms,
  )
  const heard: (ReadBytes | null)[] = []
  const end = counted.watch((read) => heard.push(read), parts)
  const figures = (): (string | null)[] => heard.splice(0).map((read) => read && `${read.bytes}/${read.of}`)
  return { counted, clock, heard, figures, end }
}

test('what is brought one by one counts as it is read, in the bytes of the file; what only passes does not', async () => {
  const { counted, figures, end } = watched(['unet', 'text'])
  await counted.read('unet.a')
  expect(figures()).toEqual([])
  await bring(counted, unet, 'each', async () => {
    await counted.read('unet.a')
    await counted.read('text.c')
    await counted.read('unet.b')
    await counted.read('unet.b')
  })
  expect(figures()).toEqual(['0/428', '12/428', '28/428', null])
  end()
  await bring(counted, ['text.c'], 'each', () => counted.read('text.c'))
  expect(figures()).toEqual([])
})

test('what the runtime takes by itself counts when it is there, and anew when it is brought anew', async () => {
  const { counted, clock, heard } = watched(['unet', 'text'])
  const make = (names: readonly string[], ms: number): Promise<void> =>
    bring(counted, names, 'together', async () => {
      await counted.read(names[0]!)
      clock.ms += ms
    })
  await make(['text.c'], 100)
  clock.ms += 60_000
  await make(unet, 50)
  await make(unet, 30)
  expect(heard).toEqual([
    { bytes: 0, of: 428, pace: { bytes: 0, ms: 0 } },
    { bytes: 400, of: 428, pace: { bytes: 400, ms: 100 } },
    null,
    { bytes: 400, of: 428, pace: { bytes: 400, ms: 100 } },
    { bytes: 428, of: 428, pace: { bytes: 428, ms: 150 } },
    null,
    { bytes: 400, of: 428, pace: { bytes: 428, ms: 150 } },
    { bytes: 428, of: 428, pace: { bytes: 456, ms: 180 } },
    null,
  ])
})

test('nothing is there of what could not be brought, and a part in pieces is not complete', async () => {
  const { counted, figures } = watched([])
  const failed = bring(counted, unet, 'together', () => Promise.reject(new Error('no memory')))
  await expect(failed).rejects.toThrow('no memory')
  await bring(counted, ['unet.a'], 'each', () => counted.read('unet.a'))
  await bring(counted, ['unet.b'], 'each', () => counted.read('unet.b'))
  expect(figures()).toEqual(['0/28', '0/28', '12/28', '12/28', '28/28', null])
})

test('a few times a second it is told with the time that is left, at the end, and that it is over', () => {
  const heard: unknown[] = []
  let ms = 0
  const note = loadClock(
    (loading) => heard.push(loading),
    () => ms,
  )
  const read = (bytes: number): ReadBytes => ({ bytes: 1_000 + bytes, of: 12_000, pace: { bytes, ms } })
  for (; ms <= 1_000; ms += 10) note(read(ms))
  note(read(11_000))
  note(null)
  note(read(100))
  expect(heard).toHaveLength(14)
  expect(heard[0]).toEqual({ bytes: 1_000, of: 12_000, secondsLeft: null })
  expect(heard[4]).toEqual({ bytes: 1_400, of: 12_000, secondsLeft: null })
  expect(heard[5]).toEqual({ bytes: 1_500, of: 12_000, secondsLeft: 10.5 })
  expect(heard.slice(11)).toEqual([
    { bytes: 12_000, of: 12_000, secondsLeft: 0 },
    null,
    { bytes: 1_100, of: 12_000, secondsLeft: expect.any(Number) as number },
  ])
})
