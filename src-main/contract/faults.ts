// What a schema has against a value, as a remark: one for each way in which a value can be wrong.
import type { z } from 'zod'
import type { ValueKind } from '../messages/value.ts'
import { entryOf, remark, type Code, type FactsOf, type Remark } from '../messages/table.ts'

type Issue = z.core.$ZodIssue

type ValueCode = Extract<Code, `value/${string}`>
type Factless = { [C in ValueCode]: Record<string, never> extends FactsOf<C> ? C : never }[ValueCode]

/** What our schemas give as their own message: a code that needs no facts. */
export function fault(code: Factless): string {
  return code
}

/** Our schemas name their code; the library's own issues are read by their form. */
export function faultOf(issue: Issue): Remark {
  if (entryOf(issue.message) !== null && issue.message.startsWith('value/'))
    return { code: issue.message, facts: {} } as Remark
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue)
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum), issue.inclusive ?? true)
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum), issue.inclusive ?? true)
    case 'not_multiple_of':
      return remark('value/multiple', { of: issue.divisor })
    case 'invalid_value':
      return remark('value/choice', { allowed: issue.values.map(String) })
    case 'unrecognized_keys':
      return remark('value/unknown-fields', { fields: issue.keys })
    case 'invalid_union':
      return ofUnion(issue)
    case 'invalid_format':
      return remark('value/form')
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return remark('value/refused')
  }
}

const kinds: Readonly<Record<string, ValueKind>> = {
  string: 'text',
  number: 'number',
  int: 'number',
  boolean: 'switch',
  array: 'list',
  object: 'object',
  record: 'object',
}

function wrongType(issue: Extract<Issue, { code: 'invalid_type' }>): Remark {
  if (issue.expected === 'int') return remark('value/not-whole')
  if ('received' in issue) return remark('value/not-finite')
  // The library says only in words that there was nothing at all.
  if (issue.message.endsWith('received undefined')) return remark('value/missing')
  return remark('value/kind', { wanted: kinds[issue.expected] ?? 'other' })
}

function tooSmall(origin: string, least: number, inclusive: boolean): Remark {
  if (origin === 'string') return least <= 1 ? remark('value/empty') : remark('value/too-short', { least })
  if (isCounted(origin)) return remark('value/too-few', { least })
  return inclusive ? remark('value/least', { least }) : remark('value/more-than', { bound: least })
}

function tooBig(origin: string, most: number, inclusive: boolean): Remark {
  if (origin === 'string') return remark('value/too-long', { most })
  if (isCounted(origin)) return remark('value/too-many', { most })
  return inclusive ? remark('value/most', { most }) : remark('value/less-than', { bound: most })
}

const isCounted = (origin: string): boolean => ['array', 'set', 'map', 'file'].includes(origin)

/** Of a choice among single values, which they are. */
function ofUnion({ errors }: Extract<Issue, { code: 'invalid_union' }>): Remark {
  const allowed = errors.flatMap((issues) =>
    issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : [])),
  )
  return allowed.length > 0 ? remark('value/choice', { allowed }) : remark('value/form')
}
