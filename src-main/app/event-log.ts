// What happened, numbered: the newest event of each subject, as many as fit. A reader is a place in it. Pure.

export type Numbered<Event> = { readonly number: number; readonly event: Event }

export type EventLog<Event> = {
  /** Number of the newest event; 0 before the first. */
  newest(): number
  append(event: Event): number
  /**
   * The first event behind a number; null when there is none yet, `missed` when
   * some that came before it are gone for good.
   */
  after(number: number): Numbered<Event> | null | 'missed'
}

/**
 * An event replaces the one before it of the same subject, whoever has not read that yet reads the newer one in its
 * stead; null never replaces. `capacity`: how many events are kept; the oldest go first.
 */
export function createEventLog<Event>(
  subjectOf: (event: Event) => string | null,
  capacity: number,
): EventLog<Event> {
  /** In the order of their numbers; null was replaced. */
  let entries: { number: number; event: Event | null }[] = []
  let live = 0
  const latest = new Map<string, { number: number; event: Event | null }>()
  let newest = 0
  /** Everything up to this number may be gone without a successor. */
  let floor = 0

  function dropOldest(): void {
    const at = entries.findIndex(({ event }) => event !== null)
    const oldest = entries[at]
    if (oldest === undefined || oldest.event === null) return
    const subject = subjectOf(oldest.event)
    if (subject !== null) latest.delete(subject)
    floor = oldest.number
    entries = entries.slice(at + 1)
    live -= 1
  }

  /** The first entry behind a number, by halves. */
  function indexAfter(number: number): number {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (entries[middle]!.number <= number) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    newest: () => newest,
    append(event) {
      newest += 1
      const entry = { number: newest, event }
      const subject = subjectOf(event)
      const before = subject === null ? undefined : latest.get(subject)
      if (before !== undefined) {
        before.event = null
        live -= 1
      }
      if (subject !== null) latest.set(subject, entry)
      entries.push(entry)
      live += 1
      if (live > capacity) dropOldest()
      if (entries.length > 2 * capacity) entries = entries.filter((one) => one.event !== null)
      return newest
    },
    after(number) {
      if (number < floor || number > newest) return 'missed'
      for (let index = indexAfter(number); index < entries.length; index++) {
        const { number: own, event } = entries[index]!
        if (event !== null) return { number: own, event }
      }
      return null
    },
  }
}
