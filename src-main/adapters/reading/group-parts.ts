// The factors of a file, gathered by the modules of a base; what names no module of it is listed with the reason.
import type { Component } from '../../architectures/families/component.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { AdapterDialect } from '../../contract/adapter.ts'
import type { Unmatched } from './adapter.ts'
import type { BaseModules } from './base-modules.ts'
import { componentOfName, findModule } from '../names/aliases.ts'
import { plainPath } from '../names/attention-processors.ts'
import { indexedModules } from '../names/cloneofsimo.ts'
import type { AdapterTable, SortedNames } from '../names/sort-names.ts'
import type { Part } from '../names/suffixes.ts'

/** All that a file holds for one module. */
export type ModuleParts = {
  readonly component: Component
  readonly module: Module
  /** The module's name as the file first wrote it. */
  readonly stem: string
  /** Part → tensor of the file. */
  readonly parts: ReadonlyMap<Part, string>
}

export type Grouping = {
  readonly groups: readonly ModuleParts[]
  readonly unmatched: readonly Unmatched[]
  /** Names of modules the base does not have, or of which only idle tensors are there, by component. */
  readonly strangers: ReadonlyMap<string, Component>
  readonly dialects: ReadonlySet<AdapterDialect>
}

type OpenGroup = ModuleParts & { readonly parts: Map<Part, string> }

export function groupParts(sorted: SortedNames, table: AdapterTable, base: BaseModules): Grouping {
  const groups = new Map<Module, OpenGroup>()
  const unmatched: Unmatched[] = []
  const dialects = new Set<AdapterDialect>()
  const strangers = new Map<string, Component>()
  const seen = new Set<string>()

  for (const { tensor, stem, path, part } of sorted.factors) {
    const found = findModule(base, path)
    if (found !== undefined) {
      dialects.add(found.dialect)
      add(found.component, found.module, { stem, part, tensor })
    } else if (!seen.has(stem)) {
      seen.add(stem)
      const component = componentOfName(path)
      estrange(stem, component)
      unmatched.push({ name: stem, component, reason: strangerReason(stem, component, base) })
    }
  }
  if (sorted.indexed.length > 0) {
    dialects.add('cloneofsimo')
    const moduleOf = indexedModules(sorted.indexed, table, base)
    for (const factor of sorted.indexed) {
      const { tensor, component, index, part } = factor
      const found = moduleOf(factor)
      if (found !== null)
        add(found.component, found.module, { stem: `${found.component}:${index}`, part, tensor })
      else
        unmatched.push({
          name: tensor,
          component,
          reason: remark('unmatched/no-such-layer', { place: index + 1 }),
        })
    }
  }
  for (const { tensor, stem, reason } of sorted.idle) {
    const found = findModule(base, plainPath(stem))
    const component = found?.component ?? componentOfName(stem)
    if (found === undefined || !groups.has(found.module)) estrange(stem, component)
    unmatched.push({ name: tensor, component, reason })
  }
  for (const name of sorted.unknown) {
    const component = componentOfName(name)
    estrange(name, component)
    unmatched.push({ name, component, reason: remark('unmatched/unknown-name') })
  }
  return { groups: [...groups.values()], unmatched, strangers, dialects }

  function estrange(name: string, component: Component | null): void {
    if (component !== null) strangers.set(name, component)
  }

  function add(
    component: Component,
    module: Module,
    factor: { stem: string; part: Part; tensor: string },
  ): void {
    const { stem, part, tensor } = factor
    const group = groups.get(module) ?? { component, module, stem, parts: new Map<Part, string>() }
    groups.set(module, group)
    const taken = group.parts.get(part)
    if (taken === undefined) group.parts.set(part, tensor)
    else
      unmatched.push({
        name: tensor,
        component,
        reason: remark('unmatched/taken', { by: taken }),
      })
  }
}

const namesNoEncoder = /^(base_model\.model\.|lycoris_)?(text_model|encoder)[._]/

function strangerReason(stem: string, component: Component | null, base: BaseModules): Remark {
  if (component === 'text_encoder' && stem.endsWith('text_projection'))
    return remark('unmatched/idle-projection')
  if (component === null) return remark('unmatched/no-base-has-it')
  if (component === 'text_encoder' && base.modules.has('text_encoder_2') && namesNoEncoder.test(stem))
    return remark('unmatched/which-encoder')
  if (component === 'text_encoder_2' && !base.modules.has('text_encoder_2'))
    return remark('unmatched/no-second-encoder')
  return remark('unmatched/no-such-module')
}
