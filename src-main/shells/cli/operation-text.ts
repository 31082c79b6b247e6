// An operation on files as the command line tells it, in a line and in JSON.
import type { OperationSummary } from '../../contract/operation.ts'
import { oneLine } from '../../messages/plain-text.ts'

const done = {
  trash: 'trashed',
  restore: 'restored',
  move: 'moved',
  rename: 'renamed',
  empty: 'handed over to the system’s trash',
} as const

/** `0f3a… 2026-11-30T03:04:05.000Z trashed ink.safetensors and 3 more` */
export function operationAsText({ id, at, kind, state, names, count }: OperationSummary): string {
  const [first = ''] = names
  const rest = count > 1 ? ` and ${count - 1} more` : ''
  return oneLine(`${id} ${at} ${done[kind]} ${first}${rest}${state === 'done' ? '' : ` (${state})`}`)
}

export function operationInJson({ id, at, kind, state, names, count }: OperationSummary): object {
  return { id, at, kind, state, names, count }
}
