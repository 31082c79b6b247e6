// Configurations of kohya's sd-scripts (.toml, with or without sections, and dataset configurations) and of bmaltais's
// GUI (.json) as recipes.
import { parse } from 'smol-toml'
import { AppError } from '../../base/errors.ts'
import { argumentOf, splitArguments } from './arguments.ts'
import { carry, type ImportedRecipe, type Table } from './carry.ts'
import { readLists } from './kohya-datasets.ts'
import { datasetDefaults, kohyaDefaults } from './kohya-defaults.ts'
import { kohyaFields } from './kohya-fields.ts'
import { guiSettings, isGui, otherModels } from './kohya-gui.ts'
import { kohyaLeft, kohyaMachine } from './kohya-left.ts'
import {
  parsedObject,
  switchOf,
  textOf,
  valueOf,
  withDefaults,
  type Setting,
  type Settings,
} from './settings.ts'

const table: Table = {
  fields: kohyaFields,
  left: kohyaLeft,
  machine: kohyaMachine,
  general: ['learning_rate'],
  isOff,
}

/** Every switch is off where it is not given, so one that is written as off says nothing; and 0 stands for none. */
function isOff(value: unknown): boolean {
  return value === false || value === 0 || (Array.isArray(value) && value.length === 0)
}

/** `text` is TOML or JSON, told apart by its first sign. Errors: `import/not-kohya`, `import/other-model`. */
export function importKohya(text: string): ImportedRecipe {
  const configuration = parsedObject(
    () => (text.trimStart().startsWith('{') ? JSON.parse(text) : parse(text)) as unknown,
    (cause) => new AppError('import/not-kohya', {}, { cause }),
  )
  if (isGui(configuration)) {
    const model = otherModels.find((name) => switchOf(configuration[name]) === true)
    if (model !== undefined) throw otherModel(model)
    return imported(guiSettings(configuration), [])
  }
  const { settings, notes, hasDatasets } = readLists(configuration)
  return imported(settings, notes, hasDatasets && !isRun(settings))
}

/** A dataset configuration says nothing of the run, so nothing is assumed of it. */
function imported(
  settings: Settings,
  notes: ImportedRecipe['notCarried'],
  isDatasetOnly = false,
): ImportedRecipe {
  const all = unpacked(settings)
  const module = textOf(valueOf(all, 'network_module')) ?? ''
  if (/^networks\.\w+_(flux|sd3|lumina|anima|hunyuan_image)$/.test(module)) throw otherModel(module)
  return carry(withDefaults(all, isDatasetOnly ? datasetDefaults : kohyaDefaults(all)), table, notes)
}

const ofRuns = [
  'pretrained_model_name_or_path',
  'network_module',
  'network_dim',
  'learning_rate',
  'max_train_steps',
]

const isRun = (settings: Settings): boolean => ofRuns.some((name) => settings.has(name))

/**
 * `network_args` and `optimizer_args` hold settings of their own, as `name=value`;
 * entries of another form keep their place.
 */
function unpacked(settings: Settings): Map<string, Setting> {
  const all = new Map(settings)
  for (const holder of ['network_args', 'optimizer_args']) {
    const setting = all.get(holder)
    if (setting === undefined) continue
    const parts = Array.isArray(setting.value)
      ? setting.value.map(String)
      : splitArguments(String(setting.value))
    const rest: string[] = []
    for (const part of parts) {
      const found = argumentOf(part)
      if (found === null) rest.push(part)
      else all.set(found.name, { value: found.value, name: found.name, isDefault: false })
    }
    if (rest.length === 0) all.delete(holder)
    else all.set(holder, { ...setting, value: rest })
  }
  return all
}

function otherModel(model: string): AppError {
  return new AppError('import/other-model', { model: model.replace(/_checkbox$/, '') })
}
