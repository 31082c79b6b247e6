// What lies beside an adapter file, as facts of the adapter.
import type { Sidecars } from '../sidecars/read-sidecars.ts'
import type { AdapterFacts } from './adapter-facts.ts'

export function besideFacts({
  preferredWeight,
  range,
  notes,
  preview,
}: Sidecars): Pick<AdapterFacts, 'preferredWeight' | 'range' | 'notes' | 'preview'> {
  return { preferredWeight, range, notes, preview }
}
