// What previews of an adapter are asked for with, and what makes another file of them.
import { expect, test } from 'vitest'
import { idlePictures, type IdleAdapter } from '../../../../src-main/app/idle/idle-pictures.ts'
import { noIdlePreviews, type IdleWish } from '../../../../src-main/contract/idle-previews.ts'

const base = { id: 'base', sha256: 'b'.repeat(64), side: 128 }
const wish: IdleWish = { ...noIdlePreviews, prompts: [{ prompt: 'a pear', seed: '5' }] }
const ink: IdleAdapter = { id: 'ink', name: 'ink', sha256: 'a'.repeat(64), weight: 0.6, words: ['inkwork'] }
const keys = (change: Partial<IdleAdapter> = {}, of = wish, on = base): string[] =>
  idlePictures(of, on, { ...ink, ...change }).map(({ key }) => key)

test('between the two pictures of a prompt nothing differs but the weight', () => {
  const [preferred, without] = idlePictures(wish, base, ink)
  expect(preferred).toMatchObject({ from: 'preferred', place: 0 })
  expect(preferred!.request.stack).toMatchObject([{ adapter: 'ink', weight: 0.6 }])
  expect(without!.request).toEqual({ ...preferred!.request, stack: [] })
  expect(without!.request).toMatchObject({ prompt: 'a pear, inkwork', width: 128, height: 128, seed: '5' })
})

test('at 0 the same words share a picture; another adapter, weight, base, size, seed or word makes another one', () => {
  const [preferred, without] = keys()
  expect(keys({ id: 'copy', name: 'copy' })).toEqual([preferred, without])
  expect(keys({ sha256: 'c'.repeat(64) })).toEqual([expect.not.stringMatching(preferred!), without])
  expect(keys({ weight: 0.7 })).toEqual([expect.not.stringMatching(preferred!), without])
  expect(keys({ weight: 0 })).toEqual([without, without])
  const others = [
    keys({ words: [] }),
    keys({}, { ...wish, side: 256 }),
    keys({}, { ...wish, steps: 21 }),
    keys({}, { ...wish, negativePrompt: 'blurry' }),
    keys({}, { ...wish, prompts: [{ prompt: 'a pear', seed: '6' }] }),
    keys({}, wish, { ...base, sha256: 'd'.repeat(64) }),
  ].flat()
  expect(new Set([...others, preferred, without]).size).toBe(14)
})

test('a tag in a prompt is no second adapter', () => {
  const [first] = idlePictures({ ...wish, prompts: [{ prompt: 'a <lora:x:1>pear', seed: '5' }] }, base, ink)
  expect(first!.request.prompt).not.toContain('lora')
})
