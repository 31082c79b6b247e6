// What a grid that draws only what is in view asks of the arrangement of its cards. Lengths are CSS pixels, from the top left.

export type GridBox = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Neighbours: the first, and one past the last. */
export type Stretch = { readonly first: number; readonly end: number }

/** A row of cards; or, without cards, the heading of the section that follows. */
export type GridRow = Stretch & { readonly top: number; readonly height: number; readonly section: number }

export type Band = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export type GridLayout = {
  /** Of cards. */
  readonly count: number
  readonly height: number
  readonly rowCount: number
  /** The most cards of a row; −1 where rows differ. */
  readonly columns: number
  /** Rows, also in part, between two heights; some of them may be past the end. */
  rowsBetween(top: number, bottom: number): Stretch
  row(at: number): GridRow
  rowOf(card: number): number
  box(card: number): GridBox
  /** Cards that a rectangle touches, in order. */
  touched(band: Band): Stretch[]
  /** Where an arrow, Home, End or a page key leads; null for other keys. `page`: the height in view. */
  after(card: number, key: string, page: number): number | null
}

/** How far to scroll so that a box is in view; the same when it is. */
export function scrollToBox(scrollTop: number, height: number, box: GridBox): number {
  if (box.top < scrollTop) return box.top
  return Math.max(scrollTop, box.top + box.height - height)
}
