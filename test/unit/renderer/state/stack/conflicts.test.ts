// What adapters do to each other is asked when a weight rests; an answer that comes too late says nothing.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { plainEntry, type StackEntry } from '../../../../../src-main/contract/adapter.ts'
import type { StackConflicts } from '../../../../../src-main/contract/effects.ts'
import { AppError } from '../../../../../src-main/base/errors.ts'
import { startApp, type App } from '../../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'

type Asked = { weights: number[]; answer(conflicts: StackConflicts): void; refuse(error: unknown): void }

let app: App
let asked: Asked[]
let backend: FakeBackend

beforeEach(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('location', { hash: '' })
  asked = []
  backend = fakeBackend({})
  const conflicts: FakeBackend['stacks']['conflicts'] = ({ stack }) =>
    new Promise((answer, refuse) => {
      asked.push({ weights: stack.map(({ weight }) => weight), answer, refuse })
    })
  Object.assign(backend, { stacks: { ...backend.stacks, conflicts } })
  app = await startApp(backend, new Look())
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const entry = (id: string, change: Partial<StackEntry> = {}): StackEntry => ({
  ...plainEntry({ id, adapter: id, name: id, weight: 1 }),
  ...change,
})
const answer = (name: string): StackConflicts => ({ blocks: [name], pairs: [], leftOut: [] })
const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(250)

test('two that are on are compared once the hand rests', async () => {
  const { conflicts } = app
  conflicts.want([entry('a'), entry('b', { on: false })])
  await rest()
  expect(asked).toEqual([])
  for (const weight of [0.2, 0.4, 0.6]) conflicts.want([entry('a', { weight }), entry('b')])
  await rest()
  expect(asked.map(({ weights }) => weights)).toEqual([[0.6, 1]])
  expect(conflicts.isAsking).toBe(true)
  asked[0]!.answer(answer('first'))
  await rest()
  expect([conflicts.isAsking, conflicts.current?.blocks]).toEqual([false, ['first']])
})

test('what was told stays while the same two are compared anew, not while others are', async () => {
  const { conflicts } = app
  conflicts.want([entry('a'), entry('b')])
  await rest()
  asked[0]!.answer(answer('old'))
  await rest()
  conflicts.want([entry('a', { weight: 2 }), entry('b')])
  expect(conflicts.current?.blocks).toEqual(['old'])
  await rest()
  conflicts.want([entry('a'), entry('c')])
  expect(conflicts.current).toBeNull()
  await rest()
  asked[2]!.answer(answer('new'))
  asked[1]!.answer(answer('late'))
  await rest()
  expect(conflicts.current?.blocks).toEqual(['new'])
  conflicts.want([entry('a')])
  expect(conflicts.current).toBeNull()
})

test('a refusal is said until something else is wanted; another host is asked again', async () => {
  const { conflicts } = app
  conflicts.want([entry('a'), entry('b')])
  await rest()
  asked[0]!.refuse(new AppError('file/too-slow', { file: 'a', seconds: 1 }))
  await rest()
  expect(conflicts.failure?.code).toBe('file/too-slow')
  expect(conflicts.isAsking).toBe(false)
  backend.disconnect()
  backend.reconnect({ missed: true })
  await rest()
  asked[1]!.answer(answer('again'))
  await rest()
  expect([conflicts.failure, conflicts.current?.blocks]).toEqual([null, ['again']])
})
