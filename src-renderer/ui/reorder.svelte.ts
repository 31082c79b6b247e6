// Putting the rows of a list into another order: dragged by a grip, or moved by Alt and the arrow keys.
import { tick } from 'svelte'

export type ReorderOptions = {
  list: () => HTMLElement | undefined
  /** The rows carry their id under this name of `data-…`. */
  attribute: string
  placeOf: (id: string) => number
  /** To a place counted from 0, which may lie outside; returns the place it got. */
  move: (id: string, to: number) => number
  /** A row has come to rest somewhere. */
  onrest?: (id: string, place: number) => void
}

export class Reorder {
  readonly #options: ReorderOptions
  #dragged = $state<string | null>(null)

  constructor(options: ReorderOptions) {
    this.#options = options
  }

  get dragged(): string | null {
    return this.#dragged
  }

  /** The hand takes a grip. */
  take(id: string, event: PointerEvent): void {
    if (event.button !== 0) return
    event.preventDefault()
    this.#dragged = id
  }

  /** On the window: a row that changes its place in the document loses the pointer it had captured. */
  drag({ clientY }: PointerEvent): void {
    const id = this.#dragged
    const list = this.#options.list()
    if (id === null || list === undefined) return
    const { attribute, move } = this.#options
    const rows = [...list.querySelectorAll<HTMLElement>(`[data-${attribute}]`)]
    const from = rows.findIndex((row) => row.dataset[attribute] === id)
    const over = rowUnder(rows, clientY)
    if (over === -1 || over === from) return
    // Past the middle of a taller neighbour, so that the two do not change places back at once.
    const { top, height } = rows[over]!.getBoundingClientRect()
    const middle = top + height / 2
    if (over > from ? clientY > middle : clientY < middle) move(id, over)
  }

  drop(): void {
    const id = this.#dragged
    this.#dragged = null
    if (id !== null) this.#options.onrest?.(id, this.#options.placeOf(id))
  }

  async step(id: string, by: 1 | -1): Promise<void> {
    const { placeOf, move, onrest } = this.#options
    const focused = document.activeElement as HTMLElement | null
    const place = move(id, placeOf(id) + by)
    onrest?.(id, place)
    await tick()
    // The row's element has moved in the document, which takes the focus away.
    focused?.focus()
  }

  /** True when it was a key that moves. */
  key(event: KeyboardEvent, id: string): boolean {
    const by = event.altKey ? { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key] : undefined
    if (by === undefined) return false
    event.preventDefault()
    void this.step(id, by)
    return true
  }
}

function rowUnder(rows: readonly HTMLElement[], y: number): number {
  return rows.findIndex((row) => {
    const { top, bottom } = row.getBoundingClientRect()
    return y >= top && y <= bottom
  })
}
