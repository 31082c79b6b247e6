// The modules an adapter can change: those of one base model, or of a family as it was published.
import type { Component } from '../../architectures/families/component.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { modelModules, type ModelConfig } from '../../architectures/modules/modules.ts'

export type BaseModules = {
  readonly family: Family
  /** The denoiser and the text encoders; nothing adapts a VAE. */
  readonly modules: ReadonlyMap<Component, readonly Module[]>
}

export function baseModules(family: Family, config: ModelConfig): BaseModules {
  return { family, modules: modelModules({ ...config, vae: null }) }
}

const published = new WeakMap<Family, BaseModules>()

/** The family's full-size modules; the same object at every call. */
export function publishedModules(family: Family): BaseModules {
  const known = published.get(family) ?? baseModules(family, family.published)
  published.set(family, known)
  return known
}

/** Every module by its component and path: `unet.conv_in`. */
export function modulesByName(base: BaseModules): Map<string, Module> {
  return new Map(
    [...base.modules].flatMap(([component, list]) =>
      list.map((module): [string, Module] => [`${component}.${module.path}`, module]),
    ),
  )
}
