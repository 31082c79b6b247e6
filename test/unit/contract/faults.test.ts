// Every way in which a schema can refuse a value has our own words.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fault, faultOf } from '../../../src-main/contract/faults.ts'
import { generationRequestSchema } from '../../../src-main/contract/generation.ts'
import { recipeSchema } from '../../../src-main/contract/recipe.ts'
import { remark, type Remark } from '../../../src-main/messages/table.ts'

function refusalOf(schema: z.ZodType, value: unknown): Remark {
  const [issue] = schema.safeParse(value).error?.issues ?? []
  return issue === undefined ? remark('job/cancelled') : faultOf(issue)
}

const whole = z.number().int().min(1).max(9)
test.each<[string, z.ZodType, unknown, Remark]>([
  ['nothing', z.number(), undefined, remark('value/missing')],
  ['a text for a number', z.number(), 'a', remark('value/kind', { wanted: 'number' })],
  ['a number for a text', z.string(), 3, remark('value/kind', { wanted: 'text' })],
  ['a text for a switch', z.boolean(), 'on', remark('value/kind', { wanted: 'switch' })],
  ['an object for a list', z.array(z.string()), {}, remark('value/kind', { wanted: 'list' })],
  ['a list for an object', z.object({}), [], remark('value/kind', { wanted: 'object' })],
  ['a map for something else', z.date(), 3, remark('value/kind', { wanted: 'other' })],
  ['not a number', z.number(), NaN, remark('value/not-finite')],
  ['an endless number', z.number(), Infinity, remark('value/not-finite')],
  ['half a step', whole, 1.5, remark('value/not-whole')],
  ['too little', whole, 0, remark('value/least', { least: 1 })],
  ['too much', whole, 10, remark('value/most', { most: 9 })],
  ['zero where it must be more', z.number().positive(), 0, remark('value/more-than', { bound: 0 })],
  ['one where it must be less', z.number().lt(1), 1, remark('value/less-than', { bound: 1 })],
  ['a number between', z.number().multipleOf(8), 12, remark('value/multiple', { of: 8 })],
  ['an empty text', z.string().min(1), '', remark('value/empty')],
  ['a short text', z.string().min(3), 'a', remark('value/too-short', { least: 3 })],
  ['a long text', z.string().max(3), 'abcd', remark('value/too-long', { most: 3 })],
  ['a short list', z.array(z.string()).min(1), [], remark('value/too-few', { least: 1 })],
  ['a long list', z.array(z.string()).max(1), ['a', 'b'], remark('value/too-many', { most: 1 })],
  ['none of the choices', z.enum(['a', 'b']), 'c', remark('value/choice', { allowed: ['a', 'b'] })],
  ['not the one', z.literal(1), 2, remark('value/choice', { allowed: ['1'] })],
  [
    'none of several',
    z.union([z.literal(75), z.literal(150)]),
    3,
    remark('value/choice', { allowed: ['75', '150'] }),
  ],
  ['neither form', z.union([z.string(), z.number()]), true, remark('value/form')],
  ['a stray field', z.strictObject({}), { a: 1 }, remark('value/unknown-fields', { fields: ['a'] })],
  ['another form', z.string().regex(/^a/), 'b', remark('value/form')],
  ['a rule of ours', z.string().refine(() => false), 'b', remark('value/refused')],
  ['a rule with its code', z.string().regex(/^a/, fault('value/seed')), 'b', remark('value/seed')],
  [
    'a refinement with its code',
    z.string().refine(() => false, fault('value/refused')),
    'b',
    remark('value/refused'),
  ],
])('%s', (_, schema, value, expected) => expect(refusalOf(schema, value)).toEqual(expected))

/** Whatever is put into any field of our own schemas is refused by name. */
test.each([
  ['request', generationRequestSchema],
  ['recipe', recipeSchema],
])('no field of a %s is refused without words', (_, schema) => {
  const rubbish = [undefined, null, '', 'x'.repeat(30_000), -1e9, 1e9, 0.5, NaN, true, [], {}, { a: 1 }]
  for (const name of Object.keys(schema.shape)) {
    for (const value of rubbish) {
      for (const issue of schema.safeParse({ [name]: value }).error?.issues ?? []) {
        expect(faultOf(issue).code, `${name} ${JSON.stringify(issue)}`).not.toBe('value/refused')
      }
    }
  }
})
