import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Toasts } from '../../../../src-renderer/state/toasts.svelte.ts'
import { remark } from '../../../../src-main/messages/table.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const messages = (toasts: Toasts): string[] =>
  toasts.list.map(({ message, report }) => report?.code ?? message)

it('news goes by itself, an error stays longer', () => {
  const toasts = new Toasts()
  toasts.say('Saved')
  toasts.fail(remark('disk/full', { file: 'a.png' }))
  vi.advanceTimersByTime(10_000)
  expect(messages(toasts)).toEqual(['disk/full'])
  vi.advanceTimersByTime(10_000)
  expect(messages(toasts)).toEqual([])
})

it('stays while somebody points at it', () => {
  const toasts = new Toasts()
  toasts.say('Moved to the trash')
  const [toast] = toasts.list
  toasts.hold(toast!.id)
  vi.advanceTimersByTime(60_000)
  expect(messages(toasts)).toEqual(['Moved to the trash'])
  toasts.release(toast!.id)
  vi.advanceTimersByTime(10_000)
  expect(messages(toasts)).toEqual([])
})

it('says the same error once, and never more than four things', () => {
  const toasts = new Toasts()
  const full = remark('disk/full', { file: 'a.png' })
  toasts.fail(full)
  toasts.fail(full)
  expect(messages(toasts)).toEqual(['disk/full'])
  for (const word of ['a', 'b', 'c', 'd']) toasts.say(word)
  expect(messages(toasts)).toEqual(['a', 'b', 'c', 'd'])
})

it('attempts: says why something failed, and whether it went well', async () => {
  const toasts = new Toasts()
  expect(await toasts.attempt(() => Promise.resolve())).toBe(true)
  expect(await toasts.attempt(() => Promise.reject(new Error('gone')))).toBe(false)
  expect(toasts.list.map(({ role }) => role)).toEqual(['alert'])
})

it('a list stays until it is closed, whatever comes after it, and is seen while it is so; the next list takes its place', () => {
  const toasts = new Toasts()
  const lines = [remark('picture-settings/steered')]
  let isSo = true
  const how = { action: null, holds: () => isSo }
  toasts.tell('first', lines, how)
  toasts.tell('second', lines, how)
  for (const word of ['a', 'b', 'c', 'd', 'e']) toasts.say(word)
  const [list] = toasts.list
  toasts.hold(list!.id)
  toasts.release(list!.id)
  vi.advanceTimersByTime(60_000)
  expect(messages(toasts)).toEqual(['second'])
  isSo = false
  expect(messages(toasts)).toEqual([])
  isSo = true
  expect(messages(toasts)).toEqual(['second'])
  toasts.close(list!.id)
  expect(messages(toasts)).toEqual([])
})
