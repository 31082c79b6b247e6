// What several adapters do to the same modules: every inner product of their changes, module by module.
import type { Component } from '../../architectures/families/component.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import { modulesByName, type BaseModules } from '../reading/base-modules.ts'
import {
  effectProduct,
  isSameContents,
  nameOf,
  readModuleEffect,
  type ModuleEffect,
} from './module-effect.ts'

/** An opened file and what of it acts on the base. */
export type ComparedAdapter = {
  readonly file: Pick<TensorFile, 'read' | 'tensors'>
  readonly modules: readonly AdapterModule[]
}

export type ComparedModule = {
  readonly component: Component
  readonly path: string
  /** Index into the family's blocks; null for what lies in none. */
  readonly block: number | null
  /** Of each adapter. `absent`: it leaves the module alone. `dependent`: its change depends on the base's weights. */
  readonly states: readonly ('absent' | 'additive' | 'dependent')[]
  /** [i][j]: ⟨ΔWᵢ, ΔWⱼ⟩; 0 where either is absent, null where either is dependent or their sizes differ. */
  readonly products: readonly (readonly (number | null)[])[]
  /** [i][j]: whether both have the same numbers there. */
  readonly same: readonly (readonly boolean[])[]
}

/**
 * Every module that any of them changes, by its canonical name, in the base's order and then that of the files. One
 * module's factors are held at a time. Throws `adapter/module-not-finite`.
 */
export async function* comparedModules(
  adapters: readonly ComparedAdapter[],
  base: BaseModules,
): AsyncGenerator<ComparedModule> {
  const own = adapters.map(({ modules }) => byName(modules))
  const table = modulesByName(base)
  const named = new Set(own.flatMap((modules) => [...modules.keys()]))
  const names = [
    ...[...table.keys()].filter((name) => named.has(name)),
    ...[...named].filter((name) => !table.has(name)),
  ]
  for (const name of names) {
    const effects: (ModuleEffect | null)[] = []
    for (const [index, { file }] of adapters.entries()) {
      const modules = own[index]!.get(name)
      effects.push(modules === undefined ? null : await readModuleEffect(file, modules))
    }
    const [{ component, path }] = own.find((modules) => modules.has(name))!.get(name) as [AdapterModule]
    yield { component, path, block: blockOf(base, component, table.get(name)), ...matrixOf(effects) }
  }
}

function byName(modules: readonly AdapterModule[]): Map<string, AdapterModule[]> {
  const named = new Map<string, AdapterModule[]>()
  for (const module of modules) {
    const list = named.get(nameOf(module)) ?? []
    list.push(module)
    named.set(nameOf(module), list)
  }
  return named
}

function blockOf(base: BaseModules, component: Component, module: Module | undefined): number | null {
  return module === undefined ? null : base.family.blockOf(component, module)
}

function matrixOf(
  effects: readonly (ModuleEffect | null)[],
): Pick<ComparedModule, 'states' | 'products' | 'same'> {
  const products = effects.map(() => effects.map((): number | null => 0))
  const same = effects.map(() => effects.map(() => false))
  for (const [i, a] of effects.entries())
    for (const [j, b] of effects.entries()) {
      if (j > i || a === null || b === null) continue
      const product = a.isDependent || b.isDependent ? null : effectProduct(a, b)
      products[i]![j] = products[j]![i] = product
      same[i]![j] = same[j]![i] = i === j || isSameContents(a, b)
    }
  return {
    states: effects.map((effect) =>
      effect === null ? 'absent' : effect.isDependent ? 'dependent' : 'additive',
    ),
    products,
    same,
  }
}
