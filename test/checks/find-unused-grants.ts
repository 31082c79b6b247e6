// Names what the layer table grants and no import needs, so that the table keeps describing the house.
import { isBuiltin } from 'node:module'
import { layerOf, packageName, sideOf, targetOf } from './layer-of.ts'
import { layers, soleImporters, type Layer } from './layer-table.ts'
import { readImports } from './read-imports.ts'

type Used = { readonly folders: Set<string>; readonly packages: Set<string>; node: boolean }

/** A sentence for each; the sources are those that `findViolations` looks at. */
export function findUnusedGrants(sources: ReadonlyMap<string, string>): string[] {
  const uses = new Map<Layer, Used>(
    layers.map((layer) => [layer, { folders: new Set(), packages: new Set(), node: false }]),
  )
  for (const [path, text] of sources) {
    const used = uses.get(layerOf(path)!)
    if (used !== undefined) for (const { specifier } of readImports(path, text)) note(used, path, specifier)
  }
  const packages = new Set([...uses.values()].flatMap((used) => [...used.packages]))
  return [
    ...[...uses].flatMap(([layer, used]) => unusedOf(layer, used)),
    ...Object.keys(soleImporters)
      .filter((name) => !packages.has(name))
      .map((name) => `${name} has its own importers, and is imported nowhere`),
  ]
}

function note(used: Used, path: string, specifier: string): void {
  if (isBuiltin(specifier)) used.node = true
  else if (!specifier.startsWith('.')) used.packages.add(packageName(specifier))
  else {
    const target = layerOf(targetOf(path, specifier))
    const side = sideOf(path)
    if (target !== undefined && sideOf(target.folder) === side)
      used.folders.add(target.folder.slice(side.length + 1))
  }
}

function unusedOf({ folder, mayImport, packages, node }: Layer, used: Used): string[] {
  const needless = [
    ...mayImport.filter((name) => !used.folders.has(name)),
    ...packages.filter((name) => !used.packages.has(name)),
    ...(node && !used.node ? ["Node's own modules"] : []),
  ]
  return needless.map((name) => `${folder} may import ${name}, and does not`)
}
