// ‖ΔW‖² of every module that an adapter changes, at weight 1 and in the order of its file; and ‖W‖² of a base's own modules.
import type { BaseModules } from '../reading/base-modules.ts'
import { modulesByName } from '../reading/base-modules.ts'
import { effectProduct, nameOf, readModuleEffect } from '../effect/module-effect.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { ParameterSource } from '../../graph/parameter-source.ts'
import { sumOfSquares } from './gram.ts'

export type ModuleEnergy = {
  /** `unet.conv_in`. */
  readonly name: string
  /** Index into the family's blocks; null for what lies in none. */
  readonly block: number | null
  /** Of its weight, without a bias; null where it depends on the base's weights. */
  readonly energy: number | null
}

/** `modules`: what of the file acts on the base. One module's factors are held at a time. Throws `adapter/module-not-finite`. */
export async function adapterEnergies(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  modules: readonly AdapterModule[],
  base: BaseModules,
): Promise<ModuleEnergy[]> {
  const table = modulesByName(base)
  const energies: ModuleEnergy[] = []
  for (const [name, own] of Map.groupBy(modules, nameOf)) {
    const module = table.get(name)
    if (module === undefined) continue
    const effect = await readModuleEffect(file, own)
    const ofWeight = { ...effect, bias: [] }
    // A product of nothing can end a rounding error below zero.
    const product = effect.isDependent ? null : effectProduct(ofWeight, ofWeight)
    const energy = product === null ? null : Math.max(product, 0)
    energies.push({ name, block: base.family.blockOf(own[0]!.component, module), energy })
  }
  return energies
}

export type EnergyRun = {
  readonly modules: readonly ModuleEnergy[]
  /** Where the next run begins; null when this was the last. */
  readonly next: number | null
  /** Of how many modules. */
  readonly of: number
}

/** Of the modules from `from` on, until about `mostElements` numbers were read: never more than one weight is held. */
export async function baseEnergies(
  source: ParameterSource,
  base: BaseModules,
  from: number,
  mostElements: number,
): Promise<EnergyRun> {
  const all = [...base.modules].flatMap(([component, modules]) =>
    modules.filter(isAdaptable).map((module) => ({ component, module })),
  )
  const modules: ModuleEnergy[] = []
  let left = mostElements
  let at = from
  for (; at < all.length && left > 0; at++) {
    const { component, module } = all[at]!
    const name = `${component}.${module.path}`
    const values = await source.read(`${name}.weight`)
    modules.push({ name, block: base.family.blockOf(component, module), energy: sumOfSquares(values) })
    left -= values.length
  }
  return { modules, next: at < all.length ? at : null, of: all.length }
}

/** A table of words is looked up, not multiplied with: no adapter file changes it. */
function isAdaptable({ type }: Module): boolean {
  return type !== 'Embedding'
}
