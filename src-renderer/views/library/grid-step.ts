// Where an arrow key leads among cells that lie in rows as wide as their place.

/** The index of the next cell; null for another key, and at an end. `cells` lie in the order in which they are read. */
export function gridStep(
  key: string,
  from: number,
  cells: readonly { readonly offsetTop: number }[],
): number | null {
  const columns = columnsOf(cells)
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    Home: 0,
    End: cells.length - 1,
  }
  const to = steps[key]
  return to === undefined || to < 0 || to >= cells.length ? null : to
}

function columnsOf(cells: readonly { readonly offsetTop: number }[]): number {
  const first = cells[0]?.offsetTop
  const next = cells.findIndex(({ offsetTop }) => offsetTop !== first)
  return next === -1 ? cells.length : next
}
