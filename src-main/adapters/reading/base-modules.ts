// The modules an adapter can change: those of one base model, or of a family as it was published.
import type { Architecture, Component } from '../../architectures/families/config.ts'
import { families } from '../../architectures/families/families.ts'
import type { Module } from '../../architectures/modules/module.ts'
import { modelModules, type ModelConfig } from '../../architectures/modules/modules.ts'

export type BaseModules = {
  readonly architecture: Architecture
  /** The UNet and the text encoders; nothing adapts a VAE. */
  readonly modules: ReadonlyMap<Component, readonly Module[]>
}

export function baseModules(architecture: Architecture, config: ModelConfig): BaseModules {
  return { architecture, modules: modelModules({ ...config, vae: null }) }
}

const published = new Map<Architecture, BaseModules>()

/** The family's full-size modules; the same object at every call. */
export function publishedModules(architecture: Architecture): BaseModules {
  const known = published.get(architecture) ?? baseModules(architecture, families[architecture].published)
  published.set(architecture, known)
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
