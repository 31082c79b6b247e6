// The settings of a diffusers folder: one JSON for each part, kept in the metadata under its path.
import type { ErrorReport } from '../../base/errors.ts'
import { remark } from '../../messages/table.ts'
import type { Component } from '../families/component.ts'
import type { TensorTable } from './tensor-table.ts'

export type Settings = Readonly<Record<string, unknown>>

/**
 * What settings may be for a network to be the one we build, by file and name. A setting that is not there has its
 * default, which is among them.
 */
export type SettingRules = Readonly<Record<string, Readonly<Record<string, (value: unknown) => boolean>>>>

export const schedulerFile = 'scheduler/scheduler_config.json'
export const settingsFileOf = (component: Component): string => `${component}/config.json`

/** Empty where there is no such file, or it is damaged. */
export function settingsOf({ metadata }: Pick<TensorTable, 'metadata'>, file: string): Settings {
  return parsed(metadata.get(file)) ?? {}
}

/** The first setting that makes another network of the weights than ours. */
export function settingsProblem(table: TensorTable, rules: SettingRules): ErrorReport | null {
  for (const [file, ofFile] of Object.entries(rules)) {
    const text = table.metadata.get(file)
    if (text === undefined) continue
    const settings = parsed(text)
    if (settings === null) return remark('checkpoint/damaged-settings', { file })
    for (const [setting, allows] of Object.entries(ofFile)) {
      if (!Object.hasOwn(settings, setting)) continue
      const value = settings[setting]
      if (!allows(value))
        return remark('checkpoint/unsupported-setting', { file, setting, value: JSON.stringify(value) })
    }
  }
  return null
}

function parsed(text: string | undefined): Settings | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : null
  } catch {
    return null
  }
}
