// How a row of an importer's table is written down.
import type { FieldRow } from './carry.ts'
import type { Settings } from './settings.ts'

/** The first of `from` that is written says it. */
export function row(to: string, from: string | readonly string[], as: FieldRow['as']): FieldRow {
  return { to, from: typeof from === 'string' ? [from] : from, as }
}

/** Read together with others, side by side. */
export function together(to: string, from: readonly string[], of: (all: Settings) => unknown): FieldRow {
  return { to, from, as: (_value, all) => of(all), together: true }
}

/** What follows from settings that other rows carry. */
export function concluded(...given: Parameters<typeof together>): FieldRow {
  return { ...together(...given), isConclusion: true }
}
