// What lies beside an adapter file, as facts of the adapter.
import type { AdapterFacts } from './adapter-facts.ts'
import type { SidecarNames, Sidecars } from './adapter-sidecars.ts'

export function besideFacts(
  { preferredWeight, notes }: Sidecars,
  { preview }: SidecarNames,
): Pick<AdapterFacts, 'preferredWeight' | 'notes' | 'preview'> {
  return { preferredWeight, notes, preview }
}
