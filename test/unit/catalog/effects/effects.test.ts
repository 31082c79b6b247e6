// Adapters that do the same are found among real files, whatever they are called and however they are stored; others never.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { effects, type Effects } from '../../../../src-main/catalog/effects/effects.ts'
import { libraryWork } from '../../../../src-main/catalog/worker/library-work.ts'
import { plainEntry } from '../../../../src-main/contract/adapter.ts'
import type { ComparingProgress } from '../../../../src-main/contract/effects.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { expectNear } from '../../../support/close.ts'
import { families } from '../../../support/families.ts'
import { madeUpTensors, type MadeUpAdapter } from '../../../support/made-up-adapter.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { resized, stored, withOtherHeader, written, type Tensors } from '../../../support/written-adapter.ts'

const base = publishedModules(families.sd1)
const modules: NonNullable<MadeUpAdapter['modules']> = (component, { path }) =>
  component === 'unet' && /^(mid_block|down_blocks\.[01]).*attn2\.to_[qv]$/.test(path)

let folder: string
let database: CatalogDatabase
let shelf: TestLibrary
let under: Effects
let told: (ComparingProgress | null)[]
let compared: string[]

const tensors = (options: Omit<MadeUpAdapter, 'base'> = {}): Tensors =>
  madeUpTensors({ base, modules, rank: 8, ...options })
const at = (name: string): string => join(folder, 'Lora', `${name}.safetensors`)
const names = (ids: readonly string[]): string[] =>
  ids.map((id) => basename(under_(id).path, '.safetensors')).sort()
const under_ = (id: string) => database.adapters.find(id)!
const idOf = (name: string): string => database.adapters.byName(name)[0]!.id

function open(background: { isBusy(): boolean } | null = null): Effects {
  return effects({
    table: database.effects,
    likeness: database.likeness,
    sameEffects: database.sameEffects,
    versions: database.versions,
    onFoundChanged: () => undefined,
    work: {
      ...libraryWork,
      likeness(first, second) {
        compared.push(`${basename(first)} ${basename(second)}`)
        return libraryWork.likeness(first, second)
      },
    },
    rowOf: shelf.adapters.rowOf,
    attempt: (write) => write(),
    onProgress: (progress) => told.push(progress),
    onFailure: (error) => {
      throw error
    },
    background,
  })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-effects-'))
  mkdirSync(join(folder, 'Lora'))
  database = openCatalog(join(folder, 'catalog.sqlite'))
  shelf = openLibrary({ database, roots: () => [join(folder, 'Lora')], work: libraryWork })
  told = []
  compared = []
  under = open()
})
afterEach(async () => {
  await under.close()
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

async function looked(): Promise<void> {
  await shelf.library.look()
  await under.complete(() => undefined)
}

describe('the same effect', () => {
  test('is found under another header, order, type, spelling, strength and rank, and in nothing else', async () => {
    const ink = tensors({ seed: 3 })
    await written(at('ink'), ink)
    withOtherHeader(at('said otherwise'), readFileSync(at('ink')), { ss_training_comment: 'mine now' })
    await written(at('turned round'), new Map([...ink].reverse()))
    await written(at('half'), stored(ink, 'f16'))
    await written(at('brain'), stored(ink, 'bf16'))
    await written(at('eight'), stored(ink, 'f8_e4m3'))
    await written(at('dotted'), tensors({ seed: 3, dialect: 'dotted' }))
    await written(at('stronger'), tensors({ seed: 3, alpha: 12 }))
    await written(at('small'), resized(ink, 6))
    await written(at('glow'), tensors({ seed: 4 }))
    await written(at('glow twice'), tensors({ seed: 4 }))
    await written(at('other'), tensors({ seed: 5 }))
    await written(at('other kind'), tensors({ seed: 3, kind: 'loha' }))
    await looked()
    const { groups, trainings, left } = under.groups()
    expect(groups.map(({ why, ids }) => [why, names(ids)])).toEqual([
      ['same-tensors', ['glow', 'glow twice']],
      [
        'resized',
        ['brain', 'dotted', 'eight', 'half', 'ink', 'said otherwise', 'small', 'stronger', 'turned round'],
      ],
    ])
    expect(groups[0]!.cosine).toBe(1)
    expect(groups[1]!.cosine).toBeLessThan(1)
    expect({ trainings, left }).toEqual({ trainings: [], left: 0 })
  })

  test('of steps of one training is no copy: they are one training, each with the copies of its own', async () => {
    const session = { ss_session_id: '77', ss_output_name: 'ink' }
    const late = tensors({ seed: 3 })
    const last = new Map(
      [...late].map(
        ([name, one]) =>
          [
            name,
            {
              ...one,
              data: (one.data as Float32Array).map((value) => value * (1 + 1e-4 * Math.sin(value * 1e6))),
            },
          ] as const,
      ),
    ) as Tensors
    await written(at('ink-000008'), late, { ...session, ss_epoch: '8' })
    await written(at('ink-000009'), last, { ...session, ss_epoch: '9' })
    await written(at('found again'), last)
    // Two that are called as if they were versions of one.
    await written(at('other v1'), tensors({ seed: 6 }))
    await written(at('other v2'), tensors({ seed: 7 }))
    await looked()
    const { groups, trainings } = under.groups()
    expect(groups.map(({ ids }) => names(ids))).toEqual([['found again', 'ink-000009']])
    expect(trainings.map(names)).toEqual([['ink-000008', 'ink-000009']])
  })

  test('is looked for again when a file is another one, and forgotten of one that is gone', async () => {
    await written(at('ink'), tensors({ seed: 3 }))
    await written(at('copy'), tensors({ seed: 3 }))
    await looked()
    expect(under.groups().groups).toHaveLength(1)
    const before = compared.length
    await looked()
    expect(compared).toHaveLength(before)
    await written(at('copy'), tensors({ seed: 9, rank: 4 }))
    await looked()
    expect(under.groups().groups).toEqual([])
    await written(at('third'), tensors({ seed: 3 }))
    await looked()
    expect(under.groups().groups.map(({ ids }) => names(ids))).toEqual([['ink', 'third']])
    rmSync(at('third'))
    await looked()
    expect(under.groups().groups).toEqual([])
  })

  test('is not guessed where the base decides, but equal numbers are equal', async () => {
    await written(at('dora'), tensors({ dora: 'output' }))
    await written(at('dora again'), tensors({ dora: 'output' }))
    await written(at('dora other'), tensors({ dora: 'output', seed: 2 }))
    await looked()
    expect(under.groups().groups).toEqual([])
    for (const name of ['dora', 'dora again', 'dora other']) await shelf.adapters.hash(idOf(name), 60_000)
    expect(under.groups().groups.map(({ why, ids }) => [why, names(ids)])).toEqual([
      ['same-tensors', ['dora', 'dora again']],
    ])
    expect(await under.alike(idOf('dora'), 5)).toEqual({ isComparable: false, rows: [], of: 0 })
  })
})

test('those like this one come first, exact where they are near', async () => {
  await written(at('ink'), tensors({ seed: 3 }))
  await written(at('small'), resized(tensors({ seed: 3 }), 6))
  await written(at('copy'), stored(tensors({ seed: 3 }), 'f16'))
  await written(at('other'), tensors({ seed: 5 }))
  await shelf.library.look()
  await under.complete(() => undefined)
  const { isComparable, rows, of } = await under.alike(idOf('ink'), 3)
  expect({ isComparable, of }).toEqual({ isComparable: true, of: 3 })
  expect(rows.map(({ id, proof, why }) => [under_(id).name, proof, why])).toEqual([
    ['copy', 'exact', 'same-change'],
    ['small', 'exact', 'resized'],
    ['other', 'estimate', null],
  ])
  expect(Math.abs(rows[2]!.cosine)).toBeLessThan(0.3)
})

describe('a stack', () => {
  const entry = (name: string, weight: number, change: object = {}) => ({
    ...plainEntry({ id: `entry ${name}`, adapter: idOf(name), name, weight }),
    ...change,
  })

  test('is told who pulls against whom, in which blocks, and who is left out', async () => {
    await written(at('ink'), tensors({ seed: 3 }))
    await written(at('against'), tensors({ seed: 3, alpha: 4 }))
    await written(at('other'), tensors({ seed: 5 }))
    await shelf.library.look()
    const gone = { ...plainEntry({ id: 'gone', adapter: 'missing:x', name: 'x', weight: 1 }) }
    const off = entry('other', 1, { on: false, id: 'off' })
    const { blocks, pairs, leftOut } = await under.conflicts([
      entry('ink', 1),
      entry('against', -1),
      entry('other', 1),
      gone,
      off,
    ])
    expect(leftOut).toEqual(['gone'])
    expect(blocks).toEqual(['IN01', 'IN02', 'IN04', 'IN05', 'MID'])
    const [against, beside] = pairs
    expect(against).toMatchObject({ first: 'entry ink', second: 'entry against', untold: 0 })
    expectNear(against!.cosine!, -1, tolerances.float64)
    expectNear(against!.shares![0], -0.5, tolerances.float64)
    expect(against!.blocks.every((cosine) => cosine !== null && cosine < -0.99)).toBe(true)
    expect(Math.abs(beside!.cosine!)).toBeLessThan(0.1)
    expect(await under.conflicts([entry('ink', 1), off])).toEqual({ blocks: [], pairs: [], leftOut: [] })
  })
})

test('the background rests while pictures are made and when somebody wants it, and then goes on', async () => {
  await written(at('ink'), tensors({ seed: 3 }))
  await written(at('copy'), tensors({ seed: 3 }))
  await shelf.library.look()
  await under.close()
  under = open({ isBusy: () => false })
  under.pause(true)
  under.fillIn()
  await expect.poll(() => under.progress()?.state).toBe('paused')
  expect(database.effects.countPending()).toBe(2)
  under.pause(false)
  await expect.poll(() => under.progress()).toBeNull()
  expect(under.groups()).toMatchObject({ groups: [{ cosine: 1 }], left: 0 })
})
