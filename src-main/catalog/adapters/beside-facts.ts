// What lies beside an adapter file, as facts of the adapter.
import type { Sidecars } from '../sidecars/read-sidecars.ts'
import type { AdapterFacts } from './adapter-facts.ts'

export function besideFacts({
  preferredWeight,
  notes,
  preview,
}: Sidecars): Pick<AdapterFacts, 'preferredWeight' | 'notes' | 'preview'> {
  return { preferredWeight, notes, preview }
}
