// Histories for controllers that are tested without a page: one is always in Create.
import { Histories } from '../../src-renderer/state/history/histories.svelte.ts'
import { Look } from '../../src-renderer/state/look.svelte.ts'
import type { Place } from '../../src-renderer/state/place.svelte.ts'
import type { Toasts } from '../../src-renderer/state/toasts.svelte.ts'

export function testHistories(toasts: Toasts, look = new Look()): Histories {
  const place: Pick<Place, 'current' | 'detail'> = { current: 'create', detail: null }
  return new Histories({ place: place as Place, toasts, look })
}
