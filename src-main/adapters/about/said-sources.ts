// What a file says it was made from: our own list, else what the mergers of A1111 and its extensions write, else names alone.
import { isRecord } from '../../base/is-record.ts'
import { isSha256 } from '../../base/sha256.ts'
import { parseStored } from '../../contract/stored.ts'
import type { Source } from '../../contract/lineage.ts'
import { readSources } from './made-from.ts'

const mostSources = 100
const longestName = 300
const longestText = 1_000_000

/** Empty where a file says nothing of it; what makes no sense is left out. */
export function saidSources(metadata: ReadonlyMap<string, string>): Source[] {
  const own = readSources(metadata)
  const merged = own.length > 0 ? own : mergedModels(metadata)
  const sources = merged.length > 0 ? merged : mergedNames(metadata)
  return sources
    .slice(0, mostSources)
    .map(({ name, sha256, weight }) => ({ name: name.slice(0, longestName), sha256, weight }))
}

/**
 * `sd_merge_models`: an object by SHA-256 with the name of each, and, of a merge of merges, of those that they were made
 * from; `sd_merge_recipe` names those that went in themselves (AUTOMATIC1111/stable-diffusion-webui
 * `modules/extras.py`; hako-mikan/sd-webui-supermerger).
 */
function mergedModels(metadata: ReadonlyMap<string, string>): Source[] {
  const models = parsed(metadata.get('sd_merge_models'))
  const recipe = parsed(metadata.get('sd_merge_recipe'))
  const all = Object.entries(models ?? {}).flatMap(([key, model]): Source[] => {
    const name = isRecord(model) && typeof model['name'] === 'string' ? model['name'] : key.slice(0, 10)
    return isSha256(key) ? [{ name, sha256: key, weight: null }] : []
  })
  const direct = new Set(recipe === null ? [] : directHashes.map((key) => recipe[key]))
  const named = all.filter(({ sha256 }) => direct.has(sha256))
  return named.length > 0 ? named : all
}

const directHashes = [
  'primary_model_hash',
  'secondary_model_hash',
  'tertiary_model_hash',
  'model_a',
  'model_b',
  'model_c',
]

/** `modelspec.merged_from`, without hashes (kohya-ss/sd-scripts `networks/merge_lora.py`). */
function mergedNames(metadata: ReadonlyMap<string, string>): Source[] {
  const text = metadata.get('modelspec.merged_from') ?? ''
  const names = text
    .slice(0, longestText)
    .split(',')
    .map((name) => name.trim())
  return names
    .filter((name) => name !== '' && name !== 'None')
    .map((name) => ({ name, sha256: null, weight: null }))
}

function parsed(text: string | undefined): Record<string, unknown> | null {
  if (text === undefined || text.length > longestText) return null
  const value = parseStored(text)
  return isRecord(value) ? value : null
}
