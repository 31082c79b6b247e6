// Every field of a recipe does something: two whole runs that differ in nothing else differ in what the field is for.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkedRecipe } from '../../../src-main/contract/recipe-rules.ts'
import { readRecipe, recipeJsonSchema, type Recipe } from '../../../src-main/contract/recipe.ts'
import { aspects, fieldCases, type Aspect, type FieldCase, type Places } from '../../support/recipe-cases.ts'
import {
  createTinyRuns,
  writeTinyMask,
  writeTinyPictures,
  type Fields,
  type TinyRun,
  type TinyRuns,
} from '../../support/tiny-runs.ts'

/** Two steps of a small LoRA on square pictures. */
const standard = (folder: string): Fields => ({
  'data.folder': join(folder, 'squares'),
  'data.width': 96,
  'data.height': 96,
  'data.buckets': { min: 64, max: 128, step: 32 },
  'adapter.layers': 'attention',
  'adapter.rank': 2,
  'adapter.alpha': 2,
  'unet.learningRate': 0.01,
  'save.type': 'f32',
  seed: 3,
  steps: 2,
})

/** Not settings: where an editor finds the schema, and which form this is. */
const notes = ['$schema', 'version']

/** Known before there are folders: what a case says of its field alone. */
const names = fieldCases(places('')).map(({ field }) => field)

let runs: TinyRuns
let cases: Map<string, FieldCase>

beforeAll(async () => {
  runs = await createTinyRuns(standard)
  await writePictures(runs.folder)
  const { files, folder } = await runs.run({ 'unet.learningRate': 0.1 })
  const there = {
    ...places(runs.folder),
    otherCheckpoint: runs.otherCheckpoint,
    xlCheckpoint: runs.xlCheckpoint,
  }
  const adapter = join(folder, [...files.keys()][0]!)
  cases = new Map(fieldCases({ ...there, adapter }).map((each) => [each.field, each]))
})
afterAll(() => runs.close())

function places(folder: string): Places {
  const at = (name: string): string => join(folder, name)
  return {
    otherCheckpoint: at('other'),
    xlCheckpoint: at('xl'),
    pictures: {
      other: at('other'),
      wide: at('wide'),
      small: at('small'),
      bare: at('bare'),
      long: at('long'),
      parted: at('parted'),
      masked: at('masked'),
      classes: at('classes'),
      manyClasses: at('many-classes'),
    },
    otherMasks: at('other-masks'),
    adapter: at('adapter'),
  }
}

async function writePictures(folder: string): Promise<void> {
  const { pictures, otherMasks } = places(folder)
  const square = { width: 96, height: 96 }
  const tags = 'red, round, cat, small, old'
  const captions = { '.txt': tags, '.cap': 'blue, square, dog' }
  const four = (name: string, size: { width: number; height: number }, more: object = { captions }) =>
    [1, 2, 3, 4].map((count) => ({ name: `${name}${count}`, ...size, ...more }))
  await writeTinyPictures(join(folder, 'squares'), four('square', square))
  await writeTinyPictures(pictures.other, four('other', square))
  await writeTinyPictures(pictures.wide, four('wide', { width: 150, height: 80 }))
  await writeTinyPictures(pictures.small, four('small', { width: 80, height: 80 }))
  await writeTinyPictures(pictures.bare, four('bare', square, {}))
  const words = Array.from({ length: 100 }, (_, index) => `word${index}`).join(' ')
  await writeTinyPictures(pictures.long, four('long', square, { captions: { '.txt': words } }))
  await writeTinyPictures(
    pictures.parted,
    four('parted', square, { captions: { '.txt': `red, round ||| ${tags}` } }),
  )
  await writeTinyPictures(pictures.masked, four('masked', square))
  for (const count of [1, 2, 3, 4]) {
    await writeTinyMask(join(pictures.masked, 'mask'), `masked${count}`, 'top')
    await writeTinyMask(otherMasks, `masked${count}`, 'bottom')
  }
  await writeTinyPictures(pictures.classes, four('class', square, {}))
  const many = Array.from({ length: 100 }, (_, index) => ({ name: `many${index}`, ...square }))
  await writeTinyPictures(pictures.manyClasses, many)
}

type Schema = { properties?: Record<string, Schema>; items?: Schema }

/** Dotted names; `*` stands for the entries of a list. */
function fieldsOf(schema: Schema, at: string): string[] {
  if (schema.items?.properties) return fieldsOf(schema.items, `${at}.*`)
  if (!schema.properties) return [at]
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    fieldsOf(inner, at === '' ? name : `${at}.${name}`),
  )
}

/** Values by dotted name; lists of entries with fields by the first entry. */
function flat(value: unknown, at = ''): Map<string, unknown> {
  if (Array.isArray(value)) return flat(value[0] ?? null, `${at}.*`)
  if (typeof value !== 'object' || value === null) return new Map([[at, value]])
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [...flat(inner, at === '' ? name : `${at}.${name}`)]),
  )
}

function recipesOf({ field, given = {}, from, to }: FieldCase): [Fields, Fields] {
  const holder = field.split('.*')[0]!
  return [
    { ...given, ...(from === undefined ? {} : { [holder]: from }) },
    { ...given, [holder]: to },
  ]
}

it('there is a case for every field', () => {
  const all = fieldsOf(recipeJsonSchema() as Schema, '').filter((field) => !notes.includes(field))
  expect([...names].sort()).toEqual(all.sort())
})

it('notes are not settings: one form, and a place for editors', () => {
  const least = { base: 'b', data: { folder: 'p' } }
  expect(readRecipe({ ...least, $schema: './recipe.schema.json', version: 1 })).toMatchObject(least)
  expect(() => readRecipe({ ...least, version: 2 })).toThrow(
    expect.objectContaining({ code: 'recipe/invalid' }),
  )
})

it('the same recipe twice is the same run, in everything that is compared', async () => {
  const once = await runs.run({})
  // The same, said more fully: not the run that is remembered.
  const twice = await runs.run({ version: 1, 'samples.prompts': [] })
  expect(twice.folder).not.toBe(once.folder)
  for (const aspect of Object.keys(aspects) as Aspect[])
    expect(aspects[aspect](twice), aspect).toEqual(aspects[aspect](once))
})

describe.each(names)('%s', (field) => {
  it('is all that differs, and does something', async () => {
    const each = cases.get(field)!
    const [first, second] = recipesOf(each)
    const [one, other] = [first, second].map((fields): Recipe => checkedRecipe(runs.recipe(fields)))
    const [values, others] = [flat(one), flat(other)]
    const differing = [...new Set([...values.keys(), ...others.keys()])].filter(
      (name) => JSON.stringify(values.get(name)) !== JSON.stringify(others.get(name)),
    )
    expect(differing).toEqual([field])
    const before: TinyRun = await runs.run(first)
    const after: TinyRun = await runs.run(second)
    expect(aspects[each.changes](after), each.changes).not.toEqual(aspects[each.changes](before))
  })
})
