// A recipe from whatever describes one: our own form, or a configuration of another trainer, known by what it says.
import { parse } from 'smol-toml'
import { AppError } from '../../base/errors.ts'
import type { ImportedRecipe } from './carry.ts'
import { importKohya } from './kohya.ts'
import { importOneTrainer } from './onetrainer.ts'
import { parsedObject } from './settings.ts'

export const configurationForms = ['recipe', 'kohya', 'onetrainer'] as const
export type ConfigurationForm = (typeof configurationForms)[number]

/** Settings that only one trainer writes; the first form with one of them is it. */
const marks: readonly (readonly [ConfigurationForm, readonly string[]])[] = [
  [
    'kohya',
    [
      'pretrained_model_name_or_path',
      'LoRA_type',
      'network_module',
      'network_dim',
      'train_data_dir',
      'datasets',
    ],
  ],
  ['onetrainer', ['training_method', 'base_model_name', 'concept_file_name', 'concepts', 'model_type']],
]

/** A recipe of our own is not checked here. Errors: `import/…`. */
export function openConfiguration(text: string): ImportedRecipe & { readonly form: ConfigurationForm } {
  const refuse = (cause: unknown): AppError => new AppError('import/not-a-configuration', {}, { cause })
  // Only TOML begins otherwise.
  if (!text.trimStart().startsWith('{')) {
    parsedObject(() => parse(text), refuse)
    return { form: 'kohya', ...importKohya(text) }
  }
  const value = parsedObject(() => JSON.parse(text) as unknown, refuse)
  const form = marks.find(([, names]) => names.some((name) => Object.hasOwn(value, name)))?.[0] ?? 'recipe'
  if (form === 'kohya') return { form, ...importKohya(text) }
  if (form === 'onetrainer') return { form, ...importOneTrainer(text) }
  return { form, recipe: value, missing: [], notCarried: [] }
}
