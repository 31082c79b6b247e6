// Cards of one size in as many columns as fit. Pure.
import type { Band, GridLayout, Stretch } from './grid-layout.ts'

export type CardRoom = {
  readonly count: number
  readonly width: number
  readonly gap: number
  readonly leastWidth: number
  /** How high a card of that width is. */
  heightOf(cardWidth: number): number
}

export function equalCards({ count, width, gap, leastWidth, heightOf }: CardRoom): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (leastWidth + gap)))
  const cardWidth = Math.max(1, (width - gap * (columns - 1)) / columns)
  const cardHeight = Math.max(1, heightOf(cardWidth))
  const rowCount = Math.ceil(count / columns)
  const rowStep = cardHeight + gap
  const columnStep = cardWidth + gap

  function touched({ left, top, right, bottom }: Band): Stretch[] {
    const rows = span(top, bottom, rowStep, cardHeight, rowCount)
    const across = span(left, right, columnStep, cardWidth, columns)
    const stretches: Stretch[] = []
    for (let row = rows.first; row < rows.end; row++) {
      const first = row * columns + across.first
      const end = Math.min(count, row * columns + across.end)
      if (end > first) stretches.push({ first, end })
    }
    return stretches
  }

  function after(card: number, key: string, page: number): number | null {
    const pageRows = Math.max(1, Math.floor(page / rowStep))
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -columns * pageRows,
      PageDown: columns * pageRows,
      Home: -count,
      End: count,
    }
    const step = Object.hasOwn(steps, key) ? steps[key] : undefined
    if (step === undefined || count === 0) return null
    const to = card + step
    if (to >= 0 && to < count) return to
    // Up and down keep the column as long as there is a row that way; past the last full row, the last card.
    if (key === 'ArrowUp') return card
    if (key === 'PageUp') return card % columns
    if (key === 'ArrowDown' && Math.floor(card / columns) === rowCount - 1) return card
    return to < 0 ? 0 : count - 1
  }

  return {
    count,
    height: Math.max(0, rowCount * rowStep - gap),
    rowCount,
    columns,
    rowsBetween: (top, bottom) => ({
      first: Math.max(0, Math.floor(top / rowStep)),
      end: Math.max(0, Math.ceil(bottom / rowStep)),
    }),
    row: (at) => ({
      top: at * rowStep,
      height: cardHeight,
      first: at * columns,
      end: Math.min(count, (at + 1) * columns),
      section: 0,
    }),
    rowOf: (card) => Math.floor(card / columns),
    box: (card) => ({
      left: (card % columns) * columnStep,
      top: Math.floor(card / columns) * rowStep,
      width: cardWidth,
      height: cardHeight,
    }),
    touched,
    after,
  }
}

/** Of `most` sizes that follow each other, those that a stretch touches; gaps belong to none. */
function span(from: number, to: number, step: number, size: number, most: number): Stretch {
  const before = Math.floor(from / step)
  const isInGap = from - before * step > size
  return { first: Math.max(0, before + (isInGap ? 1 : 0)), end: Math.min(most, Math.ceil(to / step)) }
}
