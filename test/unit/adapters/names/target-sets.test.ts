// The number of modules in each set, as the trainers themselves count them.
import { expect, it } from 'vitest'
import { publishedModules } from '../../../../src-main/adapters/reading/base-modules.ts'
import { targetModules, type TargetSet } from '../../../../src-main/adapters/names/target-sets.ts'
import { type Architecture, families } from '../../../support/families.ts'

/** UNet, text_encoder, text_encoder_2. */
const counts: Record<TargetSet, Record<Architecture, readonly [number, number, number?]>> = {
  kohya: { sd1: [192, 72], sd2: [192, 138], sdxl: [722, 72, 192] },
  kohya_conv: { sd1: [278, 72], sd2: [278, 138], sdxl: [788, 72, 192] },
  lycoris_full: { sd1: [282, 72], sd2: [282, 138], sdxl: [788, 72, 192] },
  lycoris_norm: { sd1: [108, 0], sd2: [108, 0], sdxl: [255, 0, 0] },
  peft_attn: { sd1: [128, 48], sd2: [128, 92], sdxl: [560, 48, 128] },
}

const cases = Object.entries(counts).flatMap(([set, rows]) =>
  Object.entries(rows).map(([architecture, row]) => [set, architecture, row] as const),
)

it.each(cases)('%s of %s', (set, architecture, row) => {
  const chosen = targetModules(set as TargetSet, publishedModules(families[architecture as Architecture]))
  const components = ['unet', 'text_encoder', 'text_encoder_2'] as const
  expect(components.map((name) => chosen.filter(({ component }) => component === name).length)).toEqual([
    row[0],
    row[1],
    row[2] ?? 0,
  ])
})
