// Metadata of a file as a Python program wrote them, by key: what is missing, empty or None is null.
import { pythonValue } from './python-value.ts'

export type PythonMetadata = {
  value(key: string): unknown
  /** As it stands, trimmed and cut; of the first of the keys that says something. */
  text(...keys: readonly string[]): string | null
  /** A finite one. */
  number(key: string): number | null
}

const longestText = 20_000

export function pythonMetadata(metadata: ReadonlyMap<string, string>): PythonMetadata {
  const value = (key: string): unknown => {
    const text = metadata.get(key)
    return text === undefined ? null : pythonValue(text)
  }
  return {
    value,
    text(...keys) {
      for (const key of keys) {
        const found = writtenText(metadata, key)
        if (found !== null) return found.slice(0, longestText)
      }
      return null
    },
    number: (key) => finiteNumber(value(key)),
  }
}

/** As it stands, trimmed, however long it is. */
export function writtenText(metadata: ReadonlyMap<string, string>, key: string): string | null {
  const found = metadata.get(key)?.trim() ?? ''
  return found === '' || found === 'None' ? null : found
}

export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
