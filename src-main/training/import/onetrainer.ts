// Configurations of OneTrainer (.json) as recipes.
import { AppError } from '../../base/errors.ts'
import { carry, type ImportedRecipe, type Table } from './carry.ts'
import { oneTrainerDefaults } from './onetrainer-defaults.ts'
import { oneTrainerFields } from './onetrainer-fields.ts'
import { oneTrainerBeside, oneTrainerLeft, oneTrainerMachine } from './onetrainer-left.ts'
import { oneTrainerSettings } from './onetrainer-settings.ts'
import { parsedObject, textOf, valueOf, withDefaults } from './settings.ts'

const table: Table = {
  fields: oneTrainerFields,
  left: oneTrainerLeft,
  machine: oneTrainerMachine,
  beside: oneTrainerBeside,
  general: ['learning_rate', 'learning_rate_scaler', 'batch_size', 'gradient_accumulation_steps'],
  // Some of its switches are on by default, so one that is off says something.
  isOff: (value) => Array.isArray(value) && value.length === 0,
}

const trained = /^STABLE_DIFFUSION_(15|20|20_BASE|21|21_BASE|XL_10_BASE)$/

/** Errors: `import/not-onetrainer`, `import/other-model`. */
export function importOneTrainer(text: string): ImportedRecipe {
  const configuration = parsedObject(
    () => JSON.parse(text) as unknown,
    (cause) => new AppError('import/not-onetrainer', {}, { cause }),
  )
  const { settings, notes } = oneTrainerSettings(configuration)
  const model = textOf(valueOf(settings, 'model_type'))
  if (model !== undefined && !trained.test(model)) throw new AppError('import/other-model', { model })
  const all = withDefaults(settings, oneTrainerDefaults(settings))
  return carry(new Map([...all].filter(([name]) => name !== 'model_type')), table, notes)
}
