// Marks are asked for when the base or the stack changes and when more is known; an old answer says nothing of a new base.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type {
  WeightMark,
  WeightMarks,
  WeightMarksWish,
} from '../../../../../src-main/contract/weight-mark.ts'
import { startApp, type App } from '../../../../../src-renderer/state/app.svelte.ts'
import { Look } from '../../../../../src-renderer/state/look.svelte.ts'
import { toldMark, toldStrength } from '../../../../../src-renderer/state/stack/told-mark.ts'
import { fakeBackend, type FakeBackend } from '../../../../support/fake-backend.ts'

type Asked = WeightMarksWish & { answer(marks: WeightMarks): void; refuse(error: unknown): void }

let app: App
let asked: Asked[]
let backend: FakeBackend

beforeEach(async () => {
  vi.stubGlobal('location', { hash: '' })
  asked = []
  backend = fakeBackend({})
  const weightMarks: FakeBackend['stacks']['weightMarks'] = (wish) =>
    new Promise((answer, refuse) => asked.push({ ...wish, answer, refuse }))
  Object.assign(backend, { stacks: { ...backend.stacks, weightMarks } })
  app = await startApp(backend, new Look())
})
afterEach(() => vi.unstubAllGlobals())

const adapter = (id: string, contents = id) => ({ id, contents, missing: false, problem: null })
const mark = (adapterId: string, weight = 0.7): WeightMark => ({
  adapterId,
  strength: { total: 0.081, most: { block: 'OUT05', strength: 0.12 } },
  usual: { weight, range: { min: 0.5, max: 0.9 }, of: 12 },
  response: null,
})
const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve))

test('the same stack is asked about once; other contents and another base anew', async () => {
  const { weightMarks } = app
  weightMarks.want('a', [adapter('ink'), { ...adapter('gone'), missing: true }])
  weightMarks.want('a', [adapter('ink')])
  expect(asked.map(({ model, ids }) => [model, ids])).toEqual([['a', ['ink']]])
  asked[0]!.answer({ marks: [mark('ink')], isMeasuring: false })
  await settled()
  expect(weightMarks.of('ink')).toEqual(mark('ink'))
  weightMarks.want('a', [adapter('ink', 'trained on')])
  expect(asked).toHaveLength(2)
  weightMarks.want('b', [adapter('ink', 'trained on')])
  expect(weightMarks.of('ink'), 'it was of another base').toBeNull()
  asked[1]!.answer({ marks: [mark('ink', 9)], isMeasuring: false })
  await settled()
  expect(weightMarks.of('ink'), 'and so is this').toBeNull()
  expect(asked[2]).toMatchObject({ model: 'b' })
  asked[2]!.answer({ marks: [], isMeasuring: true })
  await settled()
  expect(weightMarks.isMeasuring).toBe(true)
})

test('what is told while an answer is on its way is asked for again', async () => {
  const { weightMarks } = app
  weightMarks.want('a', [adapter('ink')])
  backend.emit({ type: 'weight-marks', model: 'a' })
  backend.emit({ type: 'weight-marks', model: 'other' })
  asked[0]!.answer({ marks: [], isMeasuring: true })
  await settled()
  expect(asked).toHaveLength(2)
  asked[1]!.answer({ marks: [mark('ink')], isMeasuring: false })
  await settled()
  expect([weightMarks.of('ink'), weightMarks.isMeasuring]).toEqual([mark('ink'), false])
  backend.emit({ type: 'weight-marks', model: 'a' })
  asked[2]!.refuse(new Error('away'))
  await settled()
  expect(weightMarks.of('ink'), 'a host that is away takes nothing back').toEqual(mark('ink'))
})

describe('what is said', () => {
  test('names how it is known; pictures go before weights', () => {
    expect(toldMark(mark('ink'), app.look)).toEqual({
      weight: 0.7,
      range: { min: 0.5, max: 0.9 },
      text: 'By its weights: at 0.70 it is as strong as the middle one of your 12 adapters for this model; half of them lie from 0.50 to 0.90.',
    })
    const response = { weight: 0.404, range: { min: 0.404, max: 0.8 }, pictures: 10 }
    const both = toldMark({ ...mark('ink'), response }, app.look)!
    expect([both.weight, both.range]).toEqual([0.4, { min: 0.4, max: 0.8 }])
    expect(both.text).toMatch(/^By a strip of 10 pictures: .+0\.40.+0\.80\. By its weights: /)
    expect(toldStrength(mark('ink'), app.look)).toBe(
      'At 1.00 it changes its layers by 8.1%; OUT05 most, by 12%.',
    )
  })

  test('is nothing where nothing is known, and the reason where the weights alone do not say', () => {
    expect([toldMark(null, app.look), toldStrength(null, app.look)]).toEqual([null, null])
    const dora: WeightMark = { adapterId: 'dora', strength: null, usual: null, response: null }
    expect(toldMark(dora, app.look)).toBeNull()
    expect(toldStrength(dora, app.look)).toMatch(/depends on the model/)
  })
})
