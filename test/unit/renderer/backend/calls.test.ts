// Any call of the router through one function, and what of the tree is something else than a call.
import { expect, expectTypeOf, test } from 'vitest'
import type { JobSummary, PictureSummary } from '../../../../src-main/contract/studio.ts'
import { callsThrough, sendsThrough, type Calls } from '../../../../src-renderer/backend/calls.ts'
import type { AnyRemark } from '../../../../src-main/messages/entry.ts'

test('a call is its name and its input', async () => {
  const calls = callsThrough((name, input) => Promise.resolve({ name, input }))
  expect(await calls.pictures.restore({ id: 'a' })).toEqual({ name: 'pictures.restore', input: { id: 'a' } })
  expect(await calls.studio.snapshot()).toEqual({ name: 'studio.snapshot', input: undefined })
})

test('a call that nobody waits for is sent the same way', () => {
  const sent: unknown[] = []
  const sends = sendsThrough((name, input) => sent.push([name, input]))
  sends.pictures.trash({ id: 'a' })
  expect(sent).toEqual([['pictures.trash', { id: 'a' }]])
})

test('what fails is the rejection of its call', async () => {
  const calls = callsThrough(() => Promise.reject(new Error('away')))
  await expect(calls.generation.cancel({ jobId: 'a' })).rejects.toThrow('away')
})

test('an area can be returned from an async function: it is not a promise', async () => {
  const calls = callsThrough((name) => Promise.resolve(name))
  const pictures = await Promise.resolve(calls.pictures)
  expect(pictures).toBe(calls.pictures)
  expect(await pictures.list({ limit: 1 })).toBe('pictures.list')
})

test('parts can be put beside the calls', async () => {
  const calls = Object.assign(
    callsThrough((name) => Promise.resolve(name)),
    { own: () => 'mine' },
  )
  expect(calls.own()).toBe('mine')
  expect(await calls.models.list()).toBe('models.list')
})

type Answer<Area extends keyof Calls, Name extends keyof Calls[Area]> = Calls[Area][Name] extends (
  input: never,
) => Promise<infer Output>
  ? Output
  : never
/** The names of the calls whose answer is of no known type, or holds what JSON cannot carry. */
type Unfit = {
  [Area in keyof Calls]: {
    [Name in keyof Calls[Area]]: unknown extends Answer<Area, Name>
      ? Name
      : true extends NoJson<Answer<Area, Name>>
        ? Name
        : never
  }[keyof Calls[Area]]
}[keyof Calls]
type NoJson<Value> = Value extends AnyRemark
  ? never
  : Value extends Date | Map<unknown, unknown> | Set<unknown> | Uint8Array | bigint | symbol
    ? true
    : Value extends readonly (infer Item)[]
      ? NoJson<Item>
      : Value extends object
        ? { [Field in keyof Value]: NoJson<Value[Field]> }[keyof Value]
        : never

test('every answer has a type, and arrives as what it was', () => {
  expectTypeOf<Unfit>().toBeNever()
  expectTypeOf<NoJson<{ at: (Date | string)[] }>>().toEqualTypeOf<true>()
  expectTypeOf<Answer<'generation', 'submit'>>().toEqualTypeOf<JobSummary>()
  expectTypeOf<Answer<'pictures', 'favourite'>>().toEqualTypeOf<PictureSummary>()
})
