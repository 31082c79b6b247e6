// How the cards of the library look: their size, whole previews or their tops, what is blurred, and whether versions share a
// card. A browser remembers it.

/** `size`: the least width in rem. */
export type CardLook = {
  readonly size: number
  readonly isUncropped: boolean
  readonly isBlurred: boolean
  /** Versions of one training each for itself. */
  readonly isApart: boolean
}

const usualLook: CardLook = { size: 18, isUncropped: false, isBlurred: false, isApart: false }
export const cardSizes = { min: 12, max: 32, step: 1 } as const
const gap = 1.2

/** In rem. In a phone two of the usual size stand side by side; larger ones have a row of their own. */
export function leastCardWidth(size: number, width: number): number {
  return size > usualLook.size ? size : Math.min(size, Math.floor((width - gap) / 2))
}

/** `kept` is whatever was stored. */
export function cardLookOf(kept: unknown): CardLook {
  const { size, isUncropped, isBlurred, isApart }: Partial<Record<keyof CardLook, unknown>> =
    typeof kept === 'object' && kept !== null ? kept : {}
  return {
    size: typeof size === 'number' ? Math.min(cardSizes.max, Math.max(cardSizes.min, size)) : usualLook.size,
    isUncropped: isUncropped === true,
    isBlurred: isBlurred === true,
    isApart: isApart === true,
  }
}
