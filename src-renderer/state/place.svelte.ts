// Where in the app we are. The address keeps it, so that reload and Back work.
export const placeNames = ['create', 'library', 'train', 'gallery', 'models', 'settings'] as const
export type PlaceName = (typeof placeNames)[number]

/** `detail` is what is open there: the id of a training. */
export function placeAddress(place: PlaceName, detail: string | null = null): string {
  return detail === null ? `#/${place}` : `#/${place}/${encodeURIComponent(detail)}`
}

export function placeFromAddress(hash: string): { place: PlaceName; detail: string | null } {
  const [name, detail] = hash.replace(/^#\/?/, '').split('/')
  const place = placeNames.find((one) => one === name) ?? 'create'
  return { place, detail: decoded(detail ?? '') }
}

/** Null for nothing, and for what somebody mistyped in the address. */
function decoded(detail: string): string | null {
  try {
    return decodeURIComponent(detail) || null
  } catch {
    return null
  }
}

export class Place {
  #now = $state.raw(placeFromAddress(location.hash))

  get current(): PlaceName {
    return this.#now.place
  }
  get detail(): string | null {
    return this.#now.detail
  }

  go(place: PlaceName, detail: string | null = null): void {
    location.hash = placeAddress(place, detail)
    this.follow()
  }

  /** Called when the address has changed. */
  follow(): void {
    this.#now = placeFromAddress(location.hash)
  }
}
