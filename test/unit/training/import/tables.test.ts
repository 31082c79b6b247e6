// The importers' tables hang together: whatever has a default is read, and nothing is both carried and left.
import { describe, expect, it } from 'vitest'
import { fieldOf } from '../../../../src-main/contract/recipe-rules.ts'
import { readRecipe } from '../../../../src-main/contract/recipe.ts'
import type { FieldRow, LeftRow } from '../../../../src-main/training/import/carry.ts'
import { kohyaDefaults } from '../../../../src-main/training/import/kohya-defaults.ts'
import { kohyaFields } from '../../../../src-main/training/import/kohya-fields.ts'
import { kohyaLeft, kohyaMachine } from '../../../../src-main/training/import/kohya-left.ts'
import { oneTrainerDefaults } from '../../../../src-main/training/import/onetrainer-defaults.ts'
import { oneTrainerFields } from '../../../../src-main/training/import/onetrainer-fields.ts'
import { oneTrainerLeft, oneTrainerMachine } from '../../../../src-main/training/import/onetrainer-left.ts'
import { writtenSettings } from '../../../../src-main/training/import/settings.ts'

const kohya = ['adamw', 'Lion', 'Prodigy', 'Adafactor'].flatMap((optimizer) =>
  ['networks.lora', 'lycoris.kohya'].map((network) =>
    kohyaDefaults(writtenSettings({ optimizer_type: optimizer, network_module: network })),
  ),
)
const oneTrainer = ['ADAMW', 'LION_8BIT', 'PRODIGY', 'ADAFACTOR'].map((optimizer) =>
  oneTrainerDefaults(
    writtenSettings({
      'optimizer.optimizer': optimizer,
      'concept.path': 'p',
      model_type: 'STABLE_DIFFUSION_XL_10_BASE',
    }),
  ),
)

const tables: readonly [
  string,
  { fields: readonly FieldRow[]; left: readonly LeftRow[]; machine: RegExp; defaults: readonly object[] },
][] = [
  ['kohya', { fields: kohyaFields, left: kohyaLeft, machine: kohyaMachine, defaults: kohya }],
  [
    'OneTrainer',
    { fields: oneTrainerFields, left: oneTrainerLeft, machine: oneTrainerMachine, defaults: oneTrainer },
  ],
]

describe.each(tables)('%s', (_, { fields, left, machine, defaults }) => {
  const read = new Set(fields.flatMap(({ from }) => from))
  const named = left.flatMap(({ settings }) => settings)

  it('every field exists', () => {
    const recipe = readRecipe({ base: 'b', data: { folder: 'p' } })
    for (const { to } of fields) expect(fieldOf(recipe, to), to).not.toBeUndefined()
  })

  it('every default is of a setting that is read or named', () => {
    const known = new Set([...read, ...named])
    const names = new Set(defaults.flatMap((all) => Object.keys(all)))
    // They decide whether other settings act.
    const beside = ['learning_rate_scaler', 'ema', 'loss_weight_fn']
    expect([...names].filter((name) => !known.has(name) && !beside.includes(name))).toEqual([])
  })

  it('no setting has two reasons', () => {
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([])
    expect([...read].filter((name) => machine.test(name))).toEqual([])
    expect(named.filter((name) => machine.test(name))).toEqual([])
  })
})
