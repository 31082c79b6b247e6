// The names by which adapter files call modules, the sets that trainers choose and
// cloneofsimo's order equal the reference lists.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aliasesOf } from '../support/aliases-of.ts'
import { expect, it } from 'vitest'
import { publishedModules, type BaseModules } from '../../src-main/adapters/reading/base-modules.ts'
import { flatten } from '../../src-main/adapters/names/aliases.ts'
import { walksOf } from '../../src-main/adapters/names/cloneofsimo.ts'
import { targetModules, targetSetNames } from '../../src-main/adapters/names/target-sets.ts'
import { moduleName } from '../../src-main/adapters/names/write-names.ts'
import type { Component } from '../../src-main/architectures/families/component.ts'
import type { Module } from '../../src-main/architectures/modules/module.ts'
import { type Architecture, families } from '../support/families.ts'

type Reference = Record<string, { modules: number; sha256: string; samples: string[] }>
const references = JSON.parse(
  readFileSync(join(import.meta.dirname, 'adapter-names', 'names.json'), 'utf8'),
) as Reference

/** The order in which indices count a component's layers; all text encoders are counted alike. */
function countedLayers(base: BaseModules, component: Component): readonly Module[] {
  const counted = component === 'unet' ? 'unet' : 'text_encoder'
  const [first] = walksOf({
    ...base,
    modules: new Map([[counted, base.modules.get(component) ?? []]]),
  }).filter((walk) => walk.component === counted)
  return first?.walk ?? []
}

function linesOf(architecture: Architecture, component: Component): string[] {
  const base = publishedModules(families[architecture])
  const aliases = aliasesOf(base)
  const order = countedLayers(base, component)
  const sets = targetSetNames.map((name) => ({
    name,
    modules: new Set(targetModules(name, base).map(({ module }) => module)),
  }))
  return (base.modules.get(component) ?? [])
    .map((module) => {
      const name = moduleName('kohya', component, module, families[architecture])
      const other = `lora_unet_${flatten(architecture === 'sdxl' ? module.path : module.single.path)}`
      expect(aliases.get(name)?.module).toBe(module)
      if (component === 'unet') expect(aliases.get(other)?.module).toBe(module)
      const index = order.indexOf(module)
      // The reference names the set with convolutions for UNets only.
      const inSets = sets.filter(
        ({ name: set, modules }) => modules.has(module) && (component === 'unet' || set !== 'kohya_conv'),
      )
      return [
        module.path,
        name,
        component === 'unet' ? other : '-',
        index < 0 ? '-' : index,
        inSets
          .map(({ name: set }) => set)
          .sort()
          .join(','),
      ].join(' ')
    })
    .sort()
}

it.each(Object.keys(references))('%s', (key) => {
  const [architecture, component] = key.split('.') as [Architecture, Component]
  const lines = linesOf(architecture, component)
  const reference = references[key]
  // The samples show what differs; the digest proves the rest.
  expect(lines.filter((_, index) => index % 60 === 7)).toEqual(reference?.samples)
  expect(lines).toHaveLength(reference?.modules ?? 0)
  expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(reference?.sha256)
})
