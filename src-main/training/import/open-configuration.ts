// A recipe from whatever describes one: our own form, or a configuration of another trainer, known by what it says.
import { AppError } from '../../base/errors.ts'
import { parsedObject, type ImportedRecipe } from './carry.ts'
import { importKohya } from './kohya.ts'
import { importOneTrainer } from './onetrainer.ts'

export const configurationForms = ['recipe', 'kohya', 'onetrainer'] as const
export type ConfigurationForm = (typeof configurationForms)[number]

/** Settings that only one trainer writes; the first form with one of them is it. */
const marks: readonly (readonly [ConfigurationForm, readonly string[]])[] = [
  [
    'kohya',
    ['pretrained_model_name_or_path', 'LoRA_type', 'network_module', 'network_dim', 'train_data_dir'],
  ],
  ['onetrainer', ['training_method', 'base_model_name', 'concept_file_name', 'concepts', 'model_type']],
]

/** A recipe of our own is not checked here. Errors: `import/not-a-configuration`, `import/other-model`. */
export function openConfiguration(text: string): ImportedRecipe & { readonly form: ConfigurationForm } {
  // Only TOML begins otherwise.
  if (!text.trimStart().startsWith('{')) return { form: 'kohya', ...importKohya(text) }
  const value = parsedObject(() => JSON.parse(text), notOne)
  const form = marks.find(([, names]) => names.some((name) => Object.hasOwn(value, name)))?.[0] ?? 'recipe'
  if (form === 'kohya') return { form, ...importKohya(text) }
  if (form === 'onetrainer') return { form, ...importOneTrainer(text) }
  return { form, recipe: value, missing: [], notCarried: [] }
}

function notOne(cause: unknown): AppError {
  return new AppError(
    'import/not-a-configuration',
    'This is neither a recipe nor a configuration of another trainer.',
    { hint: 'A recipe is a JSON object; kohya’s configurations are TOML or JSON, OneTrainer’s JSON.', cause },
  )
}
