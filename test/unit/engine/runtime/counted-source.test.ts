import { expect, test } from 'vitest'
import { countedSource } from '../../../../src-main/engine/runtime/counted-source.ts'
import type { ParameterSource } from '../../../../src-main/graph/parameter-source.ts'
import { loadClock } from '../../../../src-main/engine/picture/load-clock.ts'

const infos = [
  { name: 'unet.a', dtype: 'f16', shape: [2, 3] },
  { name: 'unet.b', dtype: 'f32', shape: [4] },
  { name: 'vae.encoder.c', dtype: 'f32', shape: [100] },
] as const
const source: ParameterSource = {
  id: 'made up',
  get: (name) => infos.find((info) => info.name === name),
  list: () => infos,
  read: async () => new Float32Array(1),
}

test('what is read for the first time is counted in the bytes of the file, once', async () => {
  const counted = countedSource(source, (name) => !name.startsWith('vae.encoder.'))
  const heard: unknown[] = []
  await counted.read('unet.a')
  counted.onRead((read) => heard.push(read))
  for (const name of ['unet.a', 'vae.encoder.c', 'unet.b', 'unet.b']) await counted.read(name)
  expect(heard).toEqual([{ bytes: 28, of: 28 }])
  counted.onRead(null)
})

test('a few times a second it is told with the time that is left, and at the end', () => {
  const heard: unknown[] = []
  let ms = 0
  const note = loadClock(
    (loading) => heard.push(loading),
    () => ms,
  )
  for (; ms <= 1_000; ms += 10) note({ bytes: 100 + ms, of: 2_100 })
  note({ bytes: 2_100, of: 2_100 })
  expect(heard).toHaveLength(12)
  expect(heard[0]).toEqual({ bytes: 100, of: 2_100, secondsLeft: null })
  expect(heard[10]).toEqual({ bytes: 1_100, of: 2_100, secondsLeft: 1 })
  expect(heard[11]).toEqual({ bytes: 2_100, of: 2_100, secondsLeft: 0 })
})
