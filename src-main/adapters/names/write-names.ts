// How we name modules and factors in files we write: the spelling that most programs read.
import { roleOf, type Component } from '../../architectures/families/component.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { AppError } from '../../base/errors.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import { flatten } from './aliases.ts'
import { suffixes, type Part } from './suffixes.ts'

export type WrittenDialect = 'kohya' | 'diffusers' | 'peft'

/** A module's name without the factor's suffix. */
export function moduleName(
  dialect: WrittenDialect,
  component: Component,
  module: Pick<Module, 'path' | 'single'>,
  family: Family,
): string {
  if (dialect === 'diffusers') return `${component}.${module.path}`
  if (dialect === 'peft') return `base_model.model.${component}.${module.path}`
  const { kohyaPrefixes, kohyaSingleNames } = family.adapters
  const bySingleName = kohyaSingleNames && roleOf(component) === 'denoiser'
  const [prefix = `lora_${component}_`] = kohyaPrefixes[component] ?? []
  return prefix + flatten(bySingleName ? module.single.path : module.path)
}

/** PEFT's own words, which diffusers shares: it keeps α in a configuration instead of a tensor. */
const peftSuffixes: Partial<Record<Part, string>> = {
  down: 'lora_A.weight',
  up: 'lora_B.weight',
  upBias: 'lora_B.bias',
  dora: 'lora_magnitude_vector',
  magnitude: 'lora_magnitude_vector',
}
const peftKinds: readonly AdapterKind[] = ['lora', 'locon', 'loha', 'lokr']

/**
 * What follows the module's name after a dot. Errors for what a dialect cannot
 * say: `adapter/not-in-dialect` and its kin.
 */
export function partSuffix(dialect: WrittenDialect, kind: AdapterKind, part: Part): string {
  const [usual = ''] = suffixes[part]
  if (dialect === 'kohya') return usual
  if (part === 'alpha' || part === 'scale') throw new AppError('adapter/no-scale-tensor', { dialect })
  if (part === 'mid') throw new AppError('adapter/no-tucker-core', { dialect })
  if (!peftKinds.includes(kind)) throw new AppError('adapter/not-in-dialect', { dialect, kind })
  return peftSuffixes[part] ?? usual
}
