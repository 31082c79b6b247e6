// Reads an adapter file against a base: its header's names and shapes become factors of
// modules, and nothing is dropped in silence.
import type { Component } from '../../architectures/families/component.ts'
import type { AdapterDialect, AdapterKind, ModuleCount } from '../../contract/adapter.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { AdapterContents, AdapterModule, Unmatched } from './adapter.ts'
import type { BaseModules } from './base-modules.ts'
import { fitModule } from './fit-module.ts'
import { groupParts } from './group-parts.ts'
import { kernelSize } from '../kinds/matrix.ts'
import { otherAdapterKind } from '../names/other-adapters.ts'
import { readPeftConfig, type PeftScales } from '../names/peft-config.ts'
import { sortNames } from '../names/sort-names.ts'
import { readJson } from '../about/python-value.ts'

/** What lies beside the file; `peftConfig` is the parsed `adapter_config.json`. */
export type ReadExtras = { readonly peftConfig?: unknown }

/** `config` is the text of the `adapter_config.json` beside the file; null for one that is not JSON is warned about. */
export function extrasOf(config: string | undefined): ReadExtras {
  return config === undefined ? {} : { peftConfig: readJson(config) ?? null }
}

/** Throws `adapter/…` for files of other kinds, refused by name. Where nothing fits the base, `modules` is empty. */
export async function readAdapter(
  file: TensorFile,
  base: BaseModules,
  extras: ReadExtras = {},
): Promise<AdapterContents> {
  const sorted = sortNames(file)
  const other = otherAdapterKind(file, sorted)
  if (other !== null) throw other
  const { groups, unmatched: nowhere, strangers, dialects } = groupParts(sorted, file, base)
  const peft = readPeftConfig(file.metadata, extras.peftConfig)
  const modules: AdapterModule[] = []
  const unmatched: Unmatched[] = [...nowhere]
  const counts = new Map<Component, ModuleCount>(
    [...base.modules.keys()].map((component) => [component, { matched: 0, unmatched: 0 }]),
  )
  for (const group of groups) {
    const fit = fitModule(group, file.tensors)
    modules.push(...fit.modules.map((module) => scaled(module, peft.scales)))
    unmatched.push(...fit.unmatched)
    countOf(group.component)[fit.modules.length > 0 ? 'matched' : 'unmatched']++
  }
  for (const component of strangers.values()) countOf(component).unmatched++
  for (const [name, problem] of file.problems) {
    unmatched.push({ name, component: null, reason: remark('unmatched/unreadable', { problem }) })
  }
  return {
    dialects: dialectsInOrder(dialects),
    kinds: kindsOf(modules, base),
    dora: modules.some(({ dora }) => dora),
    ranks: [...new Set(modules.flatMap(({ rank }) => rank ?? []))].sort((a, b) => a - b),
    modules,
    unmatched,
    counts,
    embeddings: sorted.embeddings,
    warnings: [...peft.warnings, ...stabilisedWarnings(modules, file.metadata)],
  }

  function countOf(component: Component): ModuleCount {
    const count = counts.get(component) ?? { matched: 0, unmatched: 0 }
    counts.set(component, count)
    return count
  }
}

/** PEFT keeps α in its configuration; a tensor `alpha` or `scale` in the file wins. */
function scaled(module: AdapterModule, scales: PeftScales): AdapterModule {
  if (module.tensors.has('alpha') || module.tensors.has('scale')) return module
  if (!['lora', 'loha', 'lokr'].includes(module.kind)) return module
  const found = scales(module.component, module.path)
  const rank = module.rank ?? found?.rank ?? null
  if (found === null || rank === null || rank === 0) return module
  return { ...module, scale: found.alpha / (found.rankStabilised ? Math.sqrt(rank) : rank) }
}

/** Most frequent first. */
function kindsOf(modules: readonly AdapterModule[], { modules: table }: BaseModules): AdapterKind[] {
  const convolutions = new Set(
    [...table].flatMap(([component, list]) =>
      list.flatMap(({ path, weight }) => (kernelSize(weight) > 1 ? [`${component}.${path}`] : [])),
    ),
  )
  const withConvolutions = modules.some(
    ({ kind, component, path }) => kind === 'lora' && convolutions.has(`${component}.${path}`),
  )
  const counts = new Map<AdapterKind, number>()
  for (const { kind } of modules) {
    const shown = kind === 'lora' && withConvolutions ? 'locon' : kind
    counts.set(shown, (counts.get(shown) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([kind]) => kind)
}

const dialectOrder: readonly AdapterDialect[] = [
  'kohya',
  'diffusers',
  'peft',
  'lycoris',
  'dotted',
  'cloneofsimo',
]

function dialectsInOrder(dialects: ReadonlySet<AdapterDialect>): AdapterDialect[] {
  return dialectOrder.filter((dialect) => dialects.has(dialect))
}

/** Scales that LyCORIS trained with and no loader reproduces. */
function stabilisedWarnings(
  modules: readonly AdapterModule[],
  metadata: ReadonlyMap<string, string>,
): Remark[] {
  const stabilised = /"rs_lora"\s*:\s*"?true/i.test(metadata.get('ss_network_args') ?? '')
  const affected = modules.some(({ kind, rank }) => kind === 'glora' || (kind === 'lokr' && rank === null))
  return stabilised && affected ? [remark('adapter/unrecorded-scale')] : []
}
