// Compares every import of the sources with the layer table and names each one that crosses a border.
import { isBuiltin } from 'node:module'
import { isInside, layerOf, packageName, sideOf, targetOf } from './layer-of.ts'
import { processFolder, separateParts, sharedWithRenderer, soleImporters, type Layer } from './layer-table.ts'
import { readImports, type ImportKind, type ImportUse } from './read-imports.ts'

export type Violation = { path: string; line: number; rule: string }

/** Paths are relative to the repository's root, with forward slashes. */
export function findViolations(sources: ReadonlyMap<string, string>): Violation[] {
  return [...sources].flatMap(([path, text]) => {
    const layer = layerOf(path)
    if (layer === undefined) return [{ path, line: 1, rule: 'the layer table has no row for this folder' }]
    return readImports(path, text).flatMap((use) =>
      brokenRules(path, layer, use).map((rule) => ({ path, line: use.line, rule })),
    )
  })
}

function brokenRules(path: string, layer: Layer, use: ImportUse): string[] {
  const { specifier } = use
  if (specifier.startsWith('.')) {
    const rule = fileRule(path, layer, targetOf(path, specifier), use.kind)
    return rule === null ? [] : [rule]
  }
  if (isBuiltin(specifier)) return layer.node ? [] : [`${layer.folder} may not import Node's ${specifier}`]
  return packageRules(path, layer, packageName(specifier))
}

function fileRule(path: string, layer: Layer, target: string, kind: ImportKind): string | null {
  const side = sideOf(path)
  if (sideOf(target) !== side) {
    if (side !== 'src-renderer' || sideOf(target) !== 'src-main')
      return `${side} may not import ${target}: it lies outside ${side}`
    if (kind === 'types' || sharedWithRenderer.some((folder) => isInside(target, folder))) return null
    return `${side} may import only types from ${target}; values come from ${sharedWithRenderer.join(', ')}`
  }
  if (kind === 'program' && isInside(path, processFolder) && isInside(target, processFolder)) return null
  const other = layerOf(target) ?? layer
  if (other === layer) return standsAlone(path, target, layer)
  const name = other.folder.slice(side.length + 1)
  if (layer.mayImport.includes(name)) return null
  return `${layer.folder} may not import ${name} (it may import: ${layer.mayImport.join(', ') || 'nothing'})`
}

/** Within a layer everything may be imported, unless its sub-folders are independent parts. */
function standsAlone(path: string, target: string, { folder }: Layer): string | null {
  if (!separateParts.includes(folder) || partOf(path, folder) === partOf(target, folder)) return null
  return `${partOf(path, folder)} may not import ${partOf(target, folder)}: each part of ${folder} stands alone`
}

function packageRules(path: string, layer: Layer, name: string): string[] {
  const rules: string[] = []
  if (!layer.packages.includes(name))
    rules.push(
      `${layer.folder} may not import ${name} (its packages: ${layer.packages.join(', ') || 'none'})`,
    )
  const owners = soleImporters[name]
  if (owners !== undefined && !owners.some((owner) => path === owner || isInside(path, owner)))
    rules.push(`only ${owners.join(' and ')} may import ${name}`)
  return rules
}

function partOf(path: string, parent: string): string {
  return `${parent}/${path.slice(parent.length + 1).split('/')[0] ?? ''}`
}
