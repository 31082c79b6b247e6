// A OneTrainer configuration as flat settings with the names of its newest version; concepts read whole.
// Source: Nerogar/OneTrainer (23df383, 2026-08-19), modules/util/config/TrainConfig.py `__migration_*`.
import { remark } from '../../messages/table.ts'
import type { NotCarried } from './carry.ts'
import { isWritten, numberOf, textOf, writtenSettings, type Setting } from './settings.ts'
import { isRecord } from '../../base/is-record.ts'

type Record_ = Readonly<Record<string, unknown>>

/** Names of older versions and what they are called now. */
const renamed: Readonly<Record<string, string>> = {
  train_unet: 'unet.train',
  unet_learning_rate: 'unet.learning_rate',
  train_unet_epochs: 'unet.stop_training_after',
  train_text_encoder: 'text_encoder.train',
  text_encoder_learning_rate: 'text_encoder.learning_rate',
  train_text_encoder_epochs: 'text_encoder.stop_training_after',
  train_text_encoder_2: 'text_encoder_2.train',
  text_encoder_2_learning_rate: 'text_encoder_2.learning_rate',
  train_text_encoder_2_epochs: 'text_encoder_2.stop_training_after',
  save_after: 'save_every',
  save_after_unit: 'save_every_unit',
  lora_layers: 'layer_filter',
  lora_layer_preset: 'layer_filter_preset',
  lora_layers_regex: 'layer_filter_regex',
  'concept.repeats': 'concept.balancing',
}

export function oneTrainerSettings(configuration: Record_): {
  readonly settings: Map<string, Setting>
  readonly notes: readonly NotCarried[]
} {
  const flat: Record<string, unknown> = {}
  const { learned, notes } = concepts(configuration['concepts'])
  for (const [key, value] of Object.entries(configuration)) {
    if (key === 'concepts') continue
    // Before version 1 the optimizer's options lay beside it.
    if (key === 'optimizer' && typeof value === 'string') flat['optimizer.optimizer'] = value
    else if (key.startsWith('optimizer_') && key !== 'optimizer_defaults')
      flat[`optimizer.${key.slice(10)}`] = value
    else if (isRecord(value) && key !== 'optimizer_defaults') flatten(key, value, flat)
    else flat[key] = value
  }
  if (learned !== undefined) flatten('concept', learned, flat)
  const settings = new Map<string, Setting>()
  // An empty limit is a value of its own: it does not clip.
  const isSaid = (value: unknown, name: string): boolean => isWritten(value) || name === 'clip_grad_norm'
  for (const [name, setting] of writtenSettings(flat, isSaid)) {
    const now = Object.hasOwn(renamed, name) ? renamed[name]! : name
    if (now === name || !settings.has(now)) settings.set(now, setting)
  }
  gamma(settings)
  const several = settings.get('resolution')
  if (typeof several?.value === 'string' && several.value.includes(','))
    notes.push({ setting: several.name, value: several.value, why: remark('import/one-size') })
  if (!isXl(settings))
    for (const name of settings.keys()) if (name.startsWith('text_encoder_2.')) settings.delete(name)
  if (settings.has('concept.path')) settings.delete('concept_file_name')
  return { settings, notes }
}

export function isXl(settings: ReadonlyMap<string, Setting>): boolean {
  return String(settings.get('model_type')?.value).startsWith('STABLE_DIFFUSION_XL')
}

/** Before version 3 min-SNR had a setting of its own. */
function gamma(settings: Map<string, Setting>): void {
  const old = settings.get('min_snr_gamma')
  settings.delete('min_snr_gamma')
  if (old === undefined || (numberOf(old.value) ?? 0) <= 0) return
  settings.set('loss_weight_fn', { ...old, value: 'MIN_SNR_GAMMA' })
  settings.set('loss_weight_strength', old)
}

/** The first that is learned; what the others are for, and why they are not. */
function concepts(value: unknown): { learned: Record_ | undefined; notes: NotCarried[] } {
  const all = Array.isArray(value) ? value.filter(isRecord) : []
  const isOn = ({ enabled }: Record_): boolean => enabled !== false
  const typeOf = ({ type, validation_concept }: Record_): unknown =>
    type ?? (validation_concept === true ? 'VALIDATION' : 'STANDARD')
  const learned = all.find((concept) => isOn(concept) && typeOf(concept) === 'STANDARD')
  const notes = all
    .filter((concept) => concept !== learned)
    .map((concept): NotCarried => ({
      setting: 'concepts',
      value: textOf(concept['path']) ?? textOf(concept['name']) ?? '',
      why: !isOn(concept)
        ? remark('import/switched-off')
        : typeOf(concept) === 'VALIDATION'
          ? remark('import/other-validation')
          : typeOf(concept) === 'PRIOR_PREDICTION'
            ? remark('import/prior-pictures')
            : remark('import/one-folder'),
    }))
  return { learned, notes }
}

function flatten(prefix: string, record: Record_, into: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(record)) {
    if (isRecord(value)) flatten(`${prefix}.${key}`, value, into)
    else into[`${prefix}.${key}`] = value
  }
}
