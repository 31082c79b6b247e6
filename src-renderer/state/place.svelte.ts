// Where in the app we are. The address keeps it, so that reload and Back work.
export const placeNames = ['create', 'settings'] as const
export type PlaceName = (typeof placeNames)[number]

export function placeAddress(place: PlaceName): string {
  return `#/${place}`
}

export function placeFromAddress(hash: string): PlaceName {
  const name = hash.replace(/^#\/?/, '')
  return placeNames.find((place) => place === name) ?? 'create'
}

export class Place {
  #current = $state<PlaceName>(placeFromAddress(location.hash))

  get current(): PlaceName {
    return this.#current
  }

  go(place: PlaceName): void {
    location.hash = placeAddress(place)
  }

  /** Called when the address has changed. */
  follow(): void {
    this.#current = placeFromAddress(location.hash)
  }
}
