// Whose turn is next at the one engine.
import { expect, test } from 'vitest'
import { createEngineGate, type EngineUser } from '../../../../src-main/app/jobs/engine-gate.ts'

/** Names in the order in which they entered; each leaves before the next is looked for. */
async function order(
  first: EngineUser,
  users: readonly (readonly [string, EngineUser])[],
): Promise<string[]> {
  const gate = createEngineGate()
  const leave = await gate.enter(first)
  const entered: string[] = []
  const all = users.map(async ([name, user]) => {
    const done = await gate.enter(user)
    entered.push(name)
    done()
  })
  expect(entered).toEqual([])
  leave()
  await Promise.all(all)
  return entered
}

test('a draft goes before jobs that wait, and a job between two drafts', async () => {
  const users = [
    ['job 1', 'job'],
    ['job 2', 'job'],
    ['draft 1', 'draft'],
    ['draft 2', 'draft'],
  ] as const
  expect(await order('job', users)).toEqual(['draft 1', 'job 1', 'draft 2', 'job 2'])
  expect(await order('draft', users)).toEqual(['job 1', 'draft 1', 'job 2', 'draft 2'])
})

test('leaving twice lets nobody in beside another', async () => {
  const gate = createEngineGate()
  const leave = await gate.enter('job')
  let inside = 0
  const enter = async (): Promise<() => void> => {
    const out = await gate.enter('job')
    inside++
    return out
  }
  const [second, third] = [enter(), enter()]
  leave()
  leave()
  const out = await second
  await new Promise((resolve) => setImmediate(resolve))
  expect(inside).toBe(1)
  out()
  ;(await third)()
  expect(inside).toBe(2)
})

test('idle work comes last, and hears once that somebody waits for it', async () => {
  const users = [
    ['idle', 'idle'],
    ['job', 'job'],
    ['draft', 'draft'],
  ] as const
  expect(await order('job', users)).toEqual(['draft', 'job', 'idle'])
  const gate = createEngineGate()
  let wanted = 0
  const leave = await gate.enter('idle', () => wanted++)
  const idle = gate.enter('idle')
  expect(wanted).toBe(0)
  const [job, draft] = [gate.enter('job'), gate.enter('draft')]
  expect(wanted).toBe(1)
  leave()
  ;(await draft)()
  ;(await job)()
  ;(await idle)()
  expect(wanted).toBe(1)
})
