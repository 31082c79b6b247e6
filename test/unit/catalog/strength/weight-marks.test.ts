// What is known of adapters on a base is told at once; what is not is measured once for its contents, while nobody draws.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WeightMarks } from '../../../../src-main/contract/weight-mark.ts'
import { openCatalog, type CatalogDatabase } from '../../../../src-main/database/catalog-database.ts'
import { putResponse } from '../../../../src-main/catalog/strength/stored-response.ts'
import { weightMarks, type Marks } from '../../../../src-main/catalog/strength/weight-marks.ts'
import { openLibrary, type TestLibrary } from '../../../support/open-library.ts'
import { pretendLibrary } from '../../../support/pretend-library.ts'

let folder: string
let database: CatalogDatabase
let shelf: TestLibrary
let marks: Marks
let told: string[]
let measured: string[]
let isBusy: boolean
/** How often it was asked whether something else goes first. */
let looks = 0
let failing: string | null

/** ‖ΔW‖² by the name of the file; every module of the base has ‖W‖² = 1. */
const energies: Record<string, number> = { faint: 0.01, plain: 0.04, strong: 0.16, dora: NaN }

function open(): Marks {
  return weightMarks({
    table: database.strengths,
    models: shelf.models,
    adapters: shelf.adapters,
    architectureOf: () => 'sd1',
    isBusy() {
      looks += 1
      return isBusy
    },
    attempt: (write) => write(),
    publish: ({ model }) => told.push(model),
    work: {
      async baseEnergies(_, from) {
        measured.push(`base from ${from}`)
        if (failing === 'base') throw new Error('cannot be read')
        const module = { name: `unet.${from}`, block: from, energy: 1 }
        return { modules: [module], next: from === 0 ? 1 : null, of: 2 }
      },
      async adapterEnergies(path) {
        const name = /([a-z]+)\.lora/.exec(path)![1]!
        measured.push(name)
        const energy = energies[name]!
        return [{ name: 'unet.1', block: 1, energy: Number.isNaN(energy) ? null : energy }]
      },
    },
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-marks-'))
  mkdirSync(join(folder, 'models'))
  for (const name of ['base', 'faint.lora', 'plain.lora', 'strong.lora', 'dora.lora'])
    writeFileSync(join(folder, 'models', `${name}.safetensors`), name)
  database = openCatalog(join(folder, 'catalog.sqlite'))
  shelf = openLibrary({
    database,
    roots: () => [join(folder, 'models')],
    work: pretendLibrary,
    modelPath: (id) => shelf.models.usable(id).path,
  })
  await shelf.library.look()
  told = []
  measured = []
  isBusy = false
  failing = null
  marks = open()
})
afterEach(async () => {
  await marks.close()
  await shelf.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

const model = (): string => shelf.models.list()[0]!.id
const idOf = (name: string): string => database.adapters.byName(`${name}.lora`)[0]!.id
const ask = (...names: string[]): Promise<WeightMarks> => marks.of({ model: model(), ids: names.map(idOf) })
async function known(...names: string[]): Promise<WeightMarks> {
  await ask(...names)
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0))
  return ask(...names)
}

test('an adapter is marked where it is as strong as the middle one of all for the base', async () => {
  expect(await ask('strong')).toEqual({ marks: [], isMeasuring: true })
  const { marks: found, isMeasuring } = await known('strong', 'faint')
  expect(isMeasuring).toBe(false)
  const [strong, faint] = found
  expect(strong).toEqual({
    adapterId: idOf('strong'),
    strength: { total: 0.4, most: { block: 'IN00', strength: 0.4 } },
    usual: { weight: 0.5, range: { min: expect.closeTo(0.375), max: expect.closeTo(0.75) }, of: 3 },
    response: null,
  })
  expect(faint).toMatchObject({ usual: { weight: 2 } })
})

test('one whose change depends on the base has no mark, and counts for nobody else', async () => {
  const { marks: found } = await known('dora')
  expect(found).toEqual([{ adapterId: idOf('dora'), strength: null, usual: null, response: null }])
})

test('everything is measured once, by contents: another run of the program knows it', async () => {
  await known('strong')
  expect(measured.toSorted()).toEqual(['base from 0', 'base from 1', 'dora', 'faint', 'plain', 'strong'])
  await marks.close()
  marks = open()
  expect((await ask('strong')).marks).toHaveLength(1)
  expect(measured).toHaveLength(6)
})

test('while pictures are made nothing is measured', async () => {
  isBusy = true
  await ask('strong')
  const before = looks
  await expect.poll(() => looks, { interval: 1 }).toBeGreaterThan(before + 2)
  expect(measured).toEqual([])
})

test('a base that cannot be measured is tried once; nothing is marked, and nobody waits', async () => {
  failing = 'base'
  expect(await known('strong')).toEqual({ marks: [], isMeasuring: false })
  expect(measured).toEqual(['base from 0'])
  expect(await marks.of({ model: 'nowhere', ids: [] })).toEqual({ marks: [], isMeasuring: false })
})

test('what pictures said of the two is told with it', async () => {
  await known('strong')
  const points = [0.25, 0.5, 0.75, 1].map((weight): [number, number] => [weight, weight / 10])
  const [own, base] = [shelf.adapters.rowOf(idOf('strong')).sha256!, shelf.models.knownHash(model())!]
  putResponse(database.strengths, own, base, points)
  expect((await ask('strong')).marks[0]).toMatchObject({ response: { weight: 0.5, pictures: 5 } })
})
