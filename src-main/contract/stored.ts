// Documents that outlive the version of Lamina that wrote them: their version, their way up to today's, and one reader.
import { z } from 'zod'
import type { ErrorReport } from '../base/errors.ts'
import { isRecord } from '../base/is-record.ts'

/** Makes a plain value of one version that of the next. What it cannot make sense of it hands on; the schema judges. */
export type Upgrade = (value: unknown) => unknown

export type StoredKind<Value> = {
  /** For whoever reads the details of a report: "picture record". */
  readonly name: string
  /** Of the newest version. */
  readonly schema: z.ZodType<Value>
  /** The first makes version 2 of version 1, and so on. Never changed once released. */
  readonly upgrades: readonly Upgrade[]
}

/**
 * A document that cannot be read is `null` with the reason; whoever shows it
 * shows it as damaged and leaves it as it is.
 */
export type Read<Value> =
  { readonly value: Value; readonly problem: null } | { readonly value: null; readonly problem: ErrorReport }

/** What is written now: one more than there are upgrades. */
export function newestVersion({ upgrades }: Pick<StoredKind<unknown>, 'upgrades'>): number {
  return upgrades.length + 1
}

/** What is put away: the value with its version. Arrays and plain values are version 1 and carry none. */
export function toStore<Value extends object>(
  kind: StoredKind<NoInfer<Value>>,
  value: Value,
): Value & { version: number } {
  return { ...value, version: newestVersion(kind) }
}

/** Never throws. Codes of a problem: `stored/newer`, `stored/damaged`. */
export function readStored<Value>(kind: StoredKind<Value>, stored: unknown): Read<Value> {
  const upgraded = upgradeStored(kind, stored)
  if (upgraded.problem !== null) return upgraded
  const parsed = kind.schema.safeParse(upgraded.value)
  if (parsed.success) return { value: parsed.data, problem: null }
  return unreadable(damaged(kind, upgraded.value, parsed.error.issues))
}

/** Of many by their names, those that this version can read; the others stay where they are for one that can. */
export function readAllStored<Value>(
  kind: StoredKind<Value>,
  stored: Iterable<readonly [string, unknown]>,
): Map<string, Value> {
  const all = new Map<string, Value>()
  for (const [name, one] of stored) {
    const { value } = readStored(kind, one)
    if (value !== null) all.set(name, value)
  }
  return all
}

export type ReadFields<Value> = {
  readonly value: Value
  /** Dotted names of the fields that took their fallback, though something was stored. */
  readonly lost: readonly string[]
}

/**
 * Field by field, for documents in which one bad field must not lose the others: what does not fit, at any depth of
 * objects, is what `fallback` says. Never throws.
 */
export function readFields<Value extends object>(
  kind: StoredKind<Value>,
  stored: unknown,
  fallback: Value,
): ReadFields<Value> {
  const lost: string[] = []
  const { value, problem } = upgradeStored(kind, stored)
  if (problem !== null) return { value: fallback, lost: [''] }
  return { value: fitting(kind.schema, value, fallback, '', lost) as Value, lost }
}

function fitting(
  schema: z.ZodType,
  value: unknown,
  fallback: unknown,
  name: string,
  lost: string[],
): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  if (!(schema instanceof z.ZodObject) || !isRecord(value) || !isRecord(fallback)) {
    if (value !== undefined) lost.push(name)
    return fallback
  }
  return Object.fromEntries(
    Object.entries(schema.shape as z.ZodRawShape).map(([field, inner]) => [
      field,
      fitting(
        inner as z.ZodType,
        value[field],
        fallback[field],
        name === '' ? field : `${name}.${field}`,
        lost,
      ),
    ]),
  )
}

/** JSON text as a value; text that is not JSON is `undefined`, which fits no document. */
export function parseStored(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function upgradeStored(kind: StoredKind<unknown>, stored: unknown): Read<unknown> {
  const newest = newestVersion(kind)
  const version = isRecord(stored) && 'version' in stored ? stored.version : 1
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    return unreadable(damaged(kind, stored, [{ path: ['version'], message: 'This is not a version.' }]))
  if (version > newest) return unreadable(newer(kind, version))
  try {
    const value = kind.upgrades.slice(version - 1).reduce((older, upgrade) => upgrade(older), stored)
    return { value, problem: null }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return unreadable(damaged(kind, stored, [{ path: [], message }]))
  }
}

function newer(kind: StoredKind<unknown>, version: number): ErrorReport {
  return {
    code: 'stored/newer',
    facts: {},
    details: { document: kind.name, version, newest: newestVersion(kind) },
  }
}

const shownIssues = 5

function damaged(
  kind: StoredKind<unknown>,
  value: unknown,
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): ErrorReport {
  const version = isRecord(value) ? value.version : undefined
  return {
    code: 'stored/damaged',
    facts: {},
    details: {
      document: kind.name,
      ...(version === undefined ? {} : { version }),
      issues: issues
        .slice(0, shownIssues)
        .map(({ path, message }) => ({ field: path.map(String).join('.'), message })),
    },
  }
}

function unreadable(problem: ErrorReport): { value: null; problem: ErrorReport } {
  return { value: null, problem }
}
