import { describe, expect, test } from 'vitest'
import { areSteps, trainingOrigin } from '../../../../src-main/adapters/about/training-origin.ts'

const origin = (name: string, metadata: Record<string, string> = {}) =>
  trainingOrigin(name, new Map(Object.entries(metadata)))

describe('where a file comes from', () => {
  test.each([
    ['Ink-000010', '000010'],
    ['ink-step00000040', 'step00000040'],
    ['ink step 100', 'step 100'],
    ['ink_e12', 'e12'],
    ['ink_v2', 'v2'],
    ['ink-v1.5', 'v1.5'],
    ['ink epoch 3', 'epoch 3'],
    ['ink', null],
    ['character01', null],
    ['style-2', null],
    ['sdxl_v', null],
    ['-000010', '000010'],
  ])('%s', (name, place) => {
    expect(origin(name)).toEqual({ session: null, place })
  })

  test('is what the trainer wrote, where it did', () => {
    const written = { ss_session_id: '12', ss_output_name: 'ink', ss_epoch: '3', ss_steps: '60' }
    expect(origin('renamed', written)).toEqual({ session: '12 ink', place: '3/60' })
    expect(origin('renamed', { ss_session_id: 'None', ss_training_started_at: '1700.5' }).session).toBe(
      '1700.5 ',
    )
  })

  test('steps of one training are at two places of it', () => {
    const at = (epoch: string) => origin('x', { ss_session_id: '12', ss_epoch: epoch })
    expect(areSteps(at('1'), at('2'))).toBe(true)
    expect(areSteps(at('1'), at('1'))).toBe(false)
    expect(areSteps(at('1'), origin('x', { ss_session_id: '13', ss_epoch: '2' }))).toBe(false)
    expect(areSteps(origin('x_v1'), origin('x_v2'))).toBe(false)
  })
})
