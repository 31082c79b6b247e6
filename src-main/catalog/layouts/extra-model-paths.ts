// ComfyUI's `extra_model_paths.yaml`: sections of folders by what they are for, as its utils/extra_config.py reads them.
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { LayoutFolder } from '../../contract/layout.ts'
import { comfyPurposes } from './layout-table.ts'
import { expandedPath, type Surroundings } from './surroundings.ts'
import { isRecord } from '../../base/is-record.ts'

/**
 * `file`: where the configuration lies; what is relative in a section without a base is below that. Sections that say they are
 * the default come first. What is not as it should be is passed over.
 */
export function extraModelPaths(config: unknown, file: string, around: Surroundings): LayoutFolder[] {
  const sections = Object.values(isRecord(config) ? config : {}).filter(isRecord)
  const byRank = (wanted: boolean): LayoutFolder[] =>
    sections
      .filter((section) => isTrue(section.is_default) === wanted)
      .flatMap((section) => foldersOf(section, dirname(file), around))
  return [...byRank(true), ...byRank(false)]
}

function foldersOf(
  { base_path: base, ...entries }: Record<string, unknown>,
  beside: string,
  around: Surroundings,
): LayoutFolder[] {
  const root = typeof base === 'string' ? resolve(beside, expandedPath(base.trim(), around)) : beside
  return Object.entries(entries).flatMap(([name, value]) => {
    const purpose = Object.hasOwn(comfyPurposes, name) ? comfyPurposes[name] : undefined
    if (purpose === undefined) return []
    return linesOf(value).map((line) => {
      const path = expandedPath(line, around)
      return { purpose, path: isAbsolute(path) ? join(path) : join(root, path) }
    })
  })
}

/** A block of lines, one line, or a list. */
function linesOf(value: unknown): string[] {
  const texts = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (text): text is string => typeof text === 'string',
  )
  return texts.flatMap((text) => text.split('\n').map((line) => line.trim())).filter((line) => line !== '')
}

/** People write it as a word, too. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}
