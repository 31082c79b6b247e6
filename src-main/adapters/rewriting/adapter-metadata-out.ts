// What is written into the metadata of an adapter file: the least that kohya's tools keep, and ModelSpec.
import type { Family } from '../../architectures/families/family.ts'
import type { MadeFrom } from '../../contract/made-from.ts'
import { sourcesKey, sourcesText } from '../about/made-from.ts'

export type MetadataFacts = {
  readonly family: Family
  readonly title: string
  /** Of the file this one was made from; its own words stay. */
  readonly from: ReadonlyMap<string, string>
  /** Only low-rank pairs: kohya's own network reads it; the rest are LyCORIS's. */
  readonly plain: boolean
  /** Null where ranks or alphas differ. */
  readonly rank: number | null
  readonly alpha: number | null
  readonly mergedFrom: readonly string[]
  readonly sources: readonly MadeFrom[]
  /** ISO 8601. */
  readonly date: string
}

/** True of the old tensors only. */
const stale = /^(sshs_|lora_adapter_metadata$|modelspec\.hash_|format$|lamina\.sources$)/

/** Without the hashes, which are those of the finished tensors. */
export function metadataOut(facts: MetadataFacts): Map<string, string> {
  const { family, from, rank, alpha } = facts
  const words = family.adapters.metadata
  const own = new Map([...from].filter(([key]) => !stale.test(key)))
  const keep = (key: string, otherwise: string): [string, string] => [key, own.get(key) ?? otherwise]
  return new Map([
    ...own,
    keep('ss_v2', words.isVersion2 ? 'True' : 'False'),
    keep('ss_base_model_version', words.version),
    ['ss_network_module', facts.plain ? 'networks.lora' : (lycoris(own) ?? 'lycoris.kohya')],
    ['ss_network_dim', rank === null ? 'Dynamic' : String(rank)],
    ['ss_network_alpha', alpha === null ? 'Dynamic' : pythonFloat(alpha)],
    keep('ss_network_args', '{}'),
    ['modelspec.sai_model_spec', '1.0.1'],
    keep('modelspec.architecture', words.specification),
    keep('modelspec.implementation', words.implementation),
    keep('modelspec.title', facts.title),
    keep('modelspec.resolution', `${words.side}x${words.side}`),
    ['modelspec.date', facts.date],
    ...(facts.mergedFrom.length === 0
      ? []
      : ([['modelspec.merged_from', facts.mergedFrom.join(', ')]] as const)),
    ...(facts.sources.length === 0 ? [] : ([[sourcesKey, sourcesText(facts.sources)]] as const)),
  ])
}

/** Those that kohya hashes for its legacy hash. */
export function trainerMetadata(metadata: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...metadata].filter(([key]) => key.startsWith('ss_')))
}

function lycoris(metadata: ReadonlyMap<string, string>): string | undefined {
  const known = metadata.get('ss_network_module')
  return known?.startsWith('lycoris') ? known : undefined
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}
