import { expect, test } from 'vitest'
import { isComplete, stepOfProblem } from '../../../../../src-renderer/state/training/step-state.ts'
import { readDraft } from '../../../../../src-renderer/state/training/recipe-draft.ts'
import { pretendProject } from '../../../../support/pretend-run.ts'

const { recipe } = readDraft({ base: null, data: { folder: null } })
const project = { ...pretendProject(0, { draw: () => '' }), run: null }
const facts = { recipe, hasBase: true, folder: '/drawings', pictures: null, sound: true, project }

test('pictures and captions are complete when nothing is missing', () => {
  expect(isComplete.pictures({ ...facts, folder: null })).toBe(false)
  expect(isComplete.pictures({ ...facts, pictures: [] })).toBe(false)
  expect(isComplete.pictures({ ...facts, pictures: [{ caption: null }] })).toBe(true)
  expect(isComplete.captions({ ...facts, pictures: [{ caption: 'a' }, { caption: ' ' }] })).toBe(false)
  const trigger = { ...recipe, captions: { ...recipe.captions, trigger: 'ink' } }
  expect(isComplete.captions({ ...facts, recipe: trigger, pictures: [{ caption: null }] })).toBe(true)
})

test('a new word needs its name', () => {
  expect(isComplete.learn(facts)).toBe(true)
  expect(isComplete.learn({ ...facts, recipe: { ...recipe, learn: 'embedding' } })).toBe(false)
  expect(isComplete.learn({ ...facts, hasBase: false })).toBe(false)
})

test('a problem leads to the step where it is mended', () => {
  const step = (code: string, details?: Record<string, unknown>) =>
    stepOfProblem({ code, message: '', ...(details === undefined ? {} : { details }) })
  expect(step('training/no-base')).toBe('learn')
  expect(step('dataset/empty')).toBe('pictures')
  expect(step('recipe/invalid', { faults: [{ field: 'data.width' }] })).toBe('pictures')
  expect(step('recipe/no-effect', { fields: [{ field: 'captions.keepTokens' }] })).toBe('captions')
  expect(step('recipe/long-warmup')).toBe('adapter')
})
