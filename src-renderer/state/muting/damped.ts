// An adapter damped: the entry of the stack that it is now, and the weight it gets.
import type { Stack, StackEntry } from '../../../src-main/contract/adapter.ts'
import type { MutedEntry } from '../../../src-main/contract/muting.ts'

/** Of its weight, what a click leaves. */
const kept = 0.7

/** Two decimals, as sliders show them. */
export function damped(weight: number): number {
  return Math.round(weight * kept * 100) / 100
}

/** The same entry, else one of the same adapter, that acts; null where the stack has none. */
export function entryInStack(stack: Stack, { id, adapter }: MutedEntry): StackEntry | null {
  const same = stack.filter((entry) => entry.on && entry.adapter === adapter)
  return same.find((entry) => entry.id === id) ?? same[0] ?? null
}
