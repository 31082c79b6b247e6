// Every name by which files call a base's modules, and that no name means two of them.
import { readingsOf, type ModuleName } from '../../src-main/adapters/names/aliases.ts'
import type { BaseModules } from '../../src-main/adapters/reading/base-modules.ts'

/** Throws where a name would be two modules. */
export function aliasesOf(base: BaseModules): ReadonlyMap<string, ModuleName> {
  const aliases = new Map<string, ModuleName>()
  for (const { prefix, component, dialect, modules } of readingsOf(base)) {
    for (const [rest, module] of modules()) {
      const name = prefix + rest
      const taken = aliases.get(name)
      if (taken !== undefined && taken.module !== module) throw new Error(`"${name}" would be two modules`)
      if (taken === undefined) aliases.set(name, { component, module, dialect })
    }
  }
  return aliases
}
