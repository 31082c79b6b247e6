import { expect, it } from 'vitest'
import { lastResort } from '../../../../src-main/shells/server/last-resort.ts'

function watched(): { written: string[]; ended: number; at: number; resort: ReturnType<typeof lastResort> } {
  const state = { written: [] as string[], ended: 0, at: 0 }
  const resort = lastResort({
    write: (text) => state.written.push(text),
    end: () => (state.ended += 1),
    now: () => state.at,
  })
  return Object.assign(state, { resort })
}

it('says what nobody waited for, however often, and stays', () => {
  const host = watched()
  for (let count = 0; count < 100; count++) host.resort.rejection(new Error(`lost ${count}`))
  host.resort.rejection('only a word')
  expect(host.written).toHaveLength(101)
  expect(host.written[3]).toMatch(/lost 3[\s\S]*last-resort\.test\.ts/)
  expect(host.written.at(-1)).toContain('only a word')
  expect(host.ended).toBe(0)
})

it('stays when a turn is lost now and then', () => {
  const host = watched()
  for (let count = 0; count < 50; count++) {
    host.at += 15_000
    host.resort.exception(new Error('now and then'))
  }
  expect(host.ended).toBe(0)
})

it('ends once when turns are lost one after the other', () => {
  const host = watched()
  for (let count = 0; count < 5; count++) host.resort.exception(new Error('again'))
  expect(host.ended).toBe(0)
  for (let count = 0; count < 5; count++) host.resort.exception(new Error('again'))
  expect(host.ended).toBe(1)
})
