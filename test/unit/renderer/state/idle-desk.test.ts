// Previews in idle time as a window looks at them: what is wanted, one step at a time, and when the host hears of a person.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noIdlePreviews, type IdleWish } from '../../../../src-main/contract/idle-previews.ts'
import { IdleDesk } from '../../../../src-renderer/state/library/idle-desk.svelte.ts'
import type { StudioListener } from '../../../../src-renderer/state/studio.svelte.ts'
import { demoModel } from '../../../support/fake-backend.ts'
import { reactive } from '../../../support/reactive.svelte.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const xl = { ...demoModel, id: 'xl', name: 'XL', defaultSize: { width: 1024, height: 1024 } }

function open(wish: Partial<IdleWish> = {}) {
  const data = reactive({
    settings: { idlePreviews: { ...noIdlePreviews, ...wish } },
    models: [{ ...xl, id: 'gone', missing: true }, xl, demoModel],
  })
  const listeners: StudioListener[] = []
  const [asked, steps]: [
    string[],
    { before: IdleWish; after: IdleWish; put(to: IdleWish): Promise<void> }[],
  ] = [[], []]
  const answer =
    (name: string, value: unknown = null) =>
    () => {
      asked.push(name)
      return Promise.resolve(value)
    }
  const studio = {
    get data() {
      return data.value
    },
    listen: (listener: StudioListener) => listeners.push(listener),
    learn: (event: { settings: { idlePreviews: IdleWish } }) => {
      data.value = { ...data.value, settings: event.settings }
    },
    backend: {
      idle: { used: answer('used'), report: answer('report', { count: 3 }), clear: answer('clear') },
      settings: { set: (change: { idlePreviews: IdleWish }) => Promise.resolve(change) },
    },
  }
  const here = {
    async act(step: (typeof steps)[number]) {
      steps.push(step)
      await step.put(step.after)
    },
  }
  const toasts = { attempt: (act: () => Promise<unknown>) => act().then(() => true) }
  const desk = new IdleDesk({ studio, histories: { here }, toasts } as never)
  return { desk, asked, steps, tell: (type: string) => listeners.forEach((hear) => hear({ type } as never)) }
}

test('switched on, it takes the model that is drawn with, else the first; and each change is a step', async () => {
  const { desk, steps } = open()
  await desk.turn(true, 'emoji')
  expect([desk.wish.isOn, desk.wish.model, desk.side]).toEqual([true, 'emoji', 128])
  await desk.addPrompt()
  expect([desk.wish.prompts.length, desk.canAddPrompt, desk.wish.prompts[2]!.seed]).toEqual([3, false, '3'])
  await desk.changePrompt(2, { prompt: 'an owl' })
  await desk.removePrompt(0)
  expect(desk.wish.prompts.map(({ prompt }) => prompt)).toEqual([noIdlePreviews.prompts[1]!.prompt, 'an owl'])
  const { before, put } = steps.at(-1)!
  await put(before)
  expect(desk.wish.prompts).toHaveLength(3)
  const other = open({ model: 'gone' })
  await other.desk.turn(true, 'gone')
  expect([other.desk.wish.model, other.desk.side]).toEqual(['xl', 1024])
})

test('the host hears at once that somebody is here, then now and then, and nothing while it is off', () => {
  const off = open()
  off.desk.used()
  expect(off.asked).toEqual([])
  const { desk, asked } = open({ isOn: true })
  desk.used()
  desk.used()
  vi.advanceTimersByTime(4_900)
  desk.used()
  expect(asked).toEqual(['used'])
  vi.advanceTimersByTime(200)
  desk.used()
  expect(asked).toEqual(['used', 'used'])
})

test('what there is is asked for while somebody looks, and again when it changes', async () => {
  const { desk, asked, tell } = open()
  tell('idle-previews')
  expect(asked).toEqual([])
  const leave = desk.look()
  await vi.waitFor(() => expect(desk.report?.count).toBe(3))
  tell('idle-previews')
  desk.clear()
  await vi.waitFor(() => expect(asked).toEqual(['report', 'report', 'clear', 'report']))
  leave()
  tell('items')
  expect(asked).toHaveLength(4)
})
