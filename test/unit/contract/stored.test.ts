// Stored documents: upgraded version by version, read or reported, never thrown.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  newestVersion,
  parseStored,
  readFields,
  readStored,
  toStore,
  type StoredKind,
} from '../../../src-main/contract/stored.ts'

type Fruit = { name: string; weight: number }

/** Version 1 had `title`, version 2 grams as text. */
const fruit: StoredKind<Fruit> = {
  name: 'fruit',
  schema: z.object({ name: z.string(), weight: z.number() }),
  upgrades: [
    (old) => ({ name: (old as { title: unknown }).title, weight: '100' }),
    (old) => ({ ...(old as Fruit), weight: Number((old as { weight: unknown }).weight) / 1000 }),
  ],
}

describe('reading', () => {
  it('takes every older version up to the newest, step by step', () => {
    expect(newestVersion(fruit)).toBe(3)
    expect(readStored(fruit, { title: 'pear' }).value).toEqual({ name: 'pear', weight: 0.1 })
    expect(readStored(fruit, { version: 2, name: 'pear', weight: '250' }).value).toEqual({
      name: 'pear',
      weight: 0.25,
    })
    expect(readStored(fruit, toStore(fruit, { name: 'fig', weight: 1 })).value).toEqual({
      name: 'fig',
      weight: 1,
    })
  })

  it('says which field does not fit', () => {
    expect(readStored(fruit, { version: 3, name: 'pear', weight: 'heavy' }).problem).toMatchObject({
      code: 'stored/damaged',
      details: { document: 'fruit', version: 3, issues: [{ field: 'weight' }] },
    })
  })

  it('says that a newer version wrote it', () => {
    expect(readStored(fruit, { version: 4 }).problem).toMatchObject({
      code: 'stored/newer',
      details: { version: 4, newest: 3 },
    })
  })

  it.each([{ version: 0 }, { version: 1.5 }, { version: '2' }, { version: null }])(
    '%o is not a version',
    (stored) => {
      expect(readStored(fruit, stored).problem).toMatchObject({
        details: { issues: [{ field: 'version' }] },
      })
    },
  )

  it('reports an upgrade that fails', () => {
    expect(readStored(fruit, null).problem).toMatchObject({ code: 'stored/damaged' })
  })

  it('never throws, whatever is stored', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.constant(undefined)), (stored) => {
        const { value, problem } = readStored(fruit, stored)
        expect((value === null) !== (problem === null)).toBe(true)
      }),
    )
  })

  it('takes text that is not JSON for something that fits nothing', () => {
    expect(parseStored('{"name"')).toBe(undefined)
    expect(readStored(fruit, parseStored('{"name"')).problem?.code).toBe('stored/damaged')
  })
})

const place = z.object({
  open: z.boolean(),
  steps: z.number().default(20),
  form: z.object({ prompt: z.string(), sampler: z.enum(['euler', 'heun']) }),
})
const placeKind: StoredKind<z.infer<typeof place>> = { name: 'place', schema: place, upgrades: [] }
const first = { open: false, steps: 1, form: { prompt: 'first', sampler: 'euler' as const } }

describe('reading field by field', () => {
  it('keeps what fits at any depth, and names what does not', () => {
    const stored = { open: 'yes', form: { prompt: 'typed', sampler: 'renamed' } }
    expect(readFields(placeKind, stored, first)).toEqual({
      value: { open: false, steps: 20, form: { prompt: 'typed', sampler: 'euler' } },
      lost: ['open', 'form.sampler'],
    })
  })

  it('loses nothing where nothing was stored', () => {
    expect(readFields(placeKind, undefined, first)).toEqual({ value: first, lost: [] })
    expect(readFields(placeKind, {}, first)).toEqual({ value: { ...first, steps: 20 }, lost: [] })
  })

  it('is the fallback for a newer version', () => {
    expect(readFields(placeKind, { version: 9 }, first)).toEqual({ value: first, lost: [''] })
  })
})
