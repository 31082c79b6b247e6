// The pictures that a card slides through: weight 0 and its own where there are both, else all that can stand for it.
import type { ItemPreview } from '../../../src-main/contract/find.ts'

/** From the left to the right. */
export function filmOf(previews: readonly ItemPreview[]): readonly ItemPreview[] {
  const first = (from: ItemPreview['from']): ItemPreview | undefined =>
    previews.find((one) => one.from === from && one.place === 0)
  const [without, preferred] = [first('without'), first('preferred')]
  if (without !== undefined && preferred !== undefined) return [without, preferred]
  return previews.filter(({ place }) => place === 0)
}

/** Which of them is shown where the pointer is, 0 at the left to 1 at the right. */
export function frameAt(share: number, of: number): number {
  return Math.min(of - 1, Math.max(0, Math.floor(share * of)))
}
