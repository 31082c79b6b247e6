// How much memory pictures may take on a device.
import type { ConcreteDevice } from '../runtime/devices.ts'

/**
 * What was asked for, else on the CPU what is free and what this process has already; null where a device does not say.
 * `refusedBytes`: what it did not give before.
 */
export function memoryBudget(
  device: ConcreteDevice,
  askedBytes: number | undefined,
  refusedBytes: number | null,
): number | null {
  const free = device === 'cpu' ? process.availableMemory() + process.memoryUsage.rss() : null
  const budget = askedBytes ?? free
  if (refusedBytes === null) return budget
  return Math.min(budget ?? Infinity, refusedBytes - 1)
}
