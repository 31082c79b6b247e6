import { expect, test } from 'vitest'
import { published } from '../../../support/families.ts'
import { createOwnedPrograms } from '../../../../src-main/engine/runtime/owned-programs.ts'
import { createProgramEndings } from '../../../../src-main/engine/runtime/program-endings.ts'
import type { Program } from '../../../../src-main/engine/runtime/program.ts'
import type { ParameterSource } from '../../../../src-main/graph/parameter-source.ts'
import { defaultLowerings } from '../../../../src-main/graph/lowering/choices.ts'

const plan = { provider: 'cpu', resident: 'constants', lowerings: defaultLowerings.cpu } as const
const vae = { network: 'vae-decode', config: published.sd1.vae } as const
const source = (): ParameterSource => ({
  id: 'the same file',
  get: () => undefined,
  list: () => [],
  read: () => Promise.reject(new Error('not read')),
})
const over = (...names: string[]) => ({ fed: new Set(names), branches: new Map() })

/** Programs are numbered as they are made. */
function setUp(spareBytes: number, fails: (number: number) => boolean = () => false) {
  const released: number[] = []
  let made = 0
  const endings = createProgramEndings()
  const compile = (): Promise<Program> => {
    const number = ++made
    if (fails(number)) return Promise.reject(new Error('no memory'))
    return Promise.resolve({
      name: String(number),
      inputs: [],
      parameters: [],
      run: () => Promise.reject(new Error('not run')),
      release: async () => void released.push(number),
    })
  }
  const programs = createOwnedPrograms(compile, endings, spareBytes)
  const get = async (of: ParameterSource, ...names: string[]): Promise<number> =>
    Number((await programs.get(vae, plan, of, over(...names))).name)
  const gone = async (): Promise<number[]> => {
    await endings.settled()
    return released
  }
  return { programs, get, gone }
}

test('one that an earlier stack was made with goes when it does not fit, and is kept when it does', async () => {
  const own = source()
  const small = setUp(0)
  expect([await small.get(own), await small.get(own), await small.get(own, 'vae.a')]).toEqual([1, 1, 2])
  expect(await small.gone()).toEqual([1])
  expect(await small.get(own)).toBe(3)

  const large = setUp(2 ** 40)
  expect([await large.get(own), await large.get(own, 'vae.a'), await large.get(own)]).toEqual([1, 2, 1])
  expect(await large.gone()).toEqual([])
  large.programs.releaseSpare()
  expect(await large.gone()).toEqual([2])
})

test('what a stack does elsewhere makes no other program', async () => {
  const { get } = setUp(0)
  const own = source()
  expect([await get(own), await get(own, 'unet.a')]).toEqual([1, 1])
})

test('a source takes its own along, those of earlier stacks too, and nobody else’s', async () => {
  const [one, other] = [source(), source()]
  const { programs, get, gone } = setUp(2 ** 40)
  expect([await get(one), await get(one, 'vae.a'), await get(other), await get(other, 'vae.a')]).toEqual([
    1, 2, 3, 4,
  ])
  programs.release(one)
  expect((await gone()).toSorted()).toEqual([1, 2])
  programs.release(one)
  expect(await get(other)).toBe(3)
})

test('one that could not be made is made again when it is asked for again', async () => {
  const { get } = setUp(0, (number) => number === 1)
  const own = source()
  await expect(get(own)).rejects.toThrow('no memory')
  expect(await get(own)).toBe(2)
})
