// How fast bytes come, as it was in the last seconds.

export type Speed = {
  /** `bytes`: how many there are by now. */
  note(bytes: number): void
  /** Null while nothing can be said. */
  bytesPerSecond(): number | null
}

const windowMs = 5_000
const leastMs = 500

export function speedometer(now: () => number = () => performance.now()): Speed {
  let notes: { at: number; bytes: number }[] = []
  return {
    note(bytes) {
      const at = now()
      // What comes many times a second is noted a few times.
      const last = notes.at(-1)
      if (last !== undefined && at - last.at < 100) return
      notes = [...notes.filter((one) => at - one.at <= windowMs), { at, bytes }]
    },
    bytesPerSecond() {
      const [first] = notes
      const last = notes.at(-1)
      if (first === undefined || last === undefined) return null
      const ms = now() - first.at
      return ms < leastMs ? null : Math.round(((last.bytes - first.bytes) / ms) * 1000)
    },
  }
}
