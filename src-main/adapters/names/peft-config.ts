// What a PEFT configuration says of scales: `adapter_config.json` of a folder,
// or diffusers' copy of it in the metadata.
import type { Component } from '../../architectures/families/component.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { modulePattern, patternWork, type PatternWork } from './module-pattern.ts'
import { isRecord } from '../../base/is-record.ts'

export type PeftScale = {
  /** α for a module, and whether it is divided by √r instead of r. */
  readonly alpha: number
  readonly rank: number | null
  readonly rankStabilised: boolean
}

/** Null where the configuration says nothing of the component. */
export type PeftScales = (component: Component, path: string) => PeftScale | null

/** Initialisations that also change the base's weights: the adapter alone is not the trained change. */
const baseChangingInitialisations = ['pissa', 'olora', 'corda', 'loftq']

export type PeftConfig = { readonly scales: PeftScales; readonly warnings: readonly Remark[] }

type Json = Readonly<Record<string, unknown>>
type ComponentConfig = { readonly component: Component | null; readonly config: Json }

const metadataKey = 'lora_adapter_metadata'
const components = ['unet', 'text_encoder', 'text_encoder_2'] as const

/**
 * `given`: the parsed `adapter_config.json`, which speaks of every module of the
 * file. Throws `adapter/hostile-patterns`.
 */
export function readPeftConfig(metadata: ReadonlyMap<string, string>, given: unknown): PeftConfig {
  const configs: ComponentConfig[] = []
  const warnings: Remark[] = []
  const text = metadata.get(metadataKey)
  const flat = text === undefined ? null : parse(text)
  if (text !== undefined && flat === null)
    warnings.push(remark('adapter/unreadable-metadata', { key: metadataKey }))
  if (flat !== null) configs.push(...byComponent(flat))
  if (isRecord(given)) configs.push({ component: null, config: given })
  else if (given !== undefined) warnings.push(remark('adapter/unreadable-config'))
  const work = patternWork()
  const scales = configs.map(({ component, config }) => ({
    component,
    scaleOf: scalesOf(config, work, warnings),
  }))
  for (const { config } of configs) {
    const start = config['init_lora_weights']
    if (typeof start === 'string' && baseChangingInitialisations.some((name) => start.startsWith(name)))
      warnings.push(remark('adapter/changes-base-too', { start }))
  }
  return {
    warnings,
    scales(component, path) {
      const found = scales.find(
        (candidate) => candidate.component === null || candidate.component === component,
      )
      return found?.scaleOf(component, path) ?? null
    },
  }
}

/** The numbers that patterns give to modules; the first that matches counts, as in PEFT. */
type Patterned = (component: Component, path: string) => number | null

function scalesOf(config: Json, work: PatternWork, warnings: Remark[]): PeftScales {
  const patterned = (key: string): Patterned => numbersByPattern(config[key], work, warnings)
  const [alphas, ranks] = [patterned('alpha_pattern'), patterned('rank_pattern')]
  return (component, path) => {
    const alpha = alphas(component, path) ?? positive(config['lora_alpha'] ?? config['alpha'])
    if (alpha === null) return null
    const rank = ranks(component, path) ?? positive(config['r'])
    return { alpha, rank, rankStabilised: config['use_rslora'] === true }
  }
}

function numbersByPattern(patterns: unknown, work: PatternWork, warnings: Remark[]): Patterned {
  if (!isRecord(patterns)) return () => null
  const rows = Object.entries(patterns).flatMap(([written, value]) => {
    const means = modulePattern(written, work)
    if (means === null) warnings.push(remark('adapter/unreadable-pattern', { pattern: written }))
    return means === null ? [] : [{ means, value: positive(value) }]
  })
  // A model of several components has their names in front of its modules' paths.
  return (component, path) =>
    rows.find(({ means }) => means(path) || means(`${component}.${path}`))?.value ?? null
}

/** diffusers writes one flat object with keys such as `unet.r`. */
function byComponent(flat: Json): ComponentConfig[] {
  return components.flatMap((component) => {
    const own = Object.entries(flat).filter(([key]) => key.startsWith(`${component}.`))
    if (own.length === 0) return []
    return [
      {
        component,
        config: Object.fromEntries(own.map(([key, value]) => [key.slice(component.length + 1), value])),
      },
    ]
  })
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    // Metadata is written by anyone; what it failed to say is reported by the caller.
    return null
  }
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
