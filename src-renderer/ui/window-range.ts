// Which rows of a long list are drawn: those in view and some beside them. Pure.

export function windowRange(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
  beside = 6,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - beside)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + beside)
  return { first: Math.min(first, count), end: Math.max(end, Math.min(first, count)) }
}

/** How far to scroll so that a row is in view; the same when it is. */
export function scrollToRow(scrollTop: number, height: number, rowHeight: number, index: number): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}
