// Saves the state of a run while it goes on: often enough that little is lost to a kill,
// beside the steps so that it costs them little.
import type { TrainingNews } from '../../../contract/training.ts'
import { syncLog } from './log-file.ts'
import { writeState, type Snapshot, type StateOwner } from './state-file.ts'

/** Less than half a minute of steps is ever unsaved, the one that is being made and the writing included. */
const mostUnsavedSeconds = 20

export type StateSaver = {
  /** Whether another step of `seconds` would leave more unsaved than may be lost. */
  isDue(seconds: number): boolean
  /** Takes the state as it is. Resolves when its writing has begun, which is when the one before it is on the disk. */
  save(snapshot: Snapshot): Promise<void>
  /** States that have become whole on the disk since this was asked last. Throws what went wrong: `disk/…`. */
  news(): TrainingNews[]
  /** Resolves when nothing is being written any more, whether it went well or not. */
  atRest(): Promise<void>
}

/** `now` in milliseconds. */
export function stateSaver(
  folder: string,
  owner: StateOwner,
  now: () => number = () => performance.now(),
): StateSaver {
  let writing: Promise<void> | null = null
  let takenAt = now()
  let fault: { readonly error: unknown } | null = null
  const saved: number[] = []

  async function write({ learned, place }: Snapshot): Promise<void> {
    try {
      // A state must not be ahead of its log.
      await syncLog(folder)
      await writeState(folder, learned, place, owner)
      saved.push(place.step)
    } catch (error) {
      fault = { error }
    } finally {
      writing = null
    }
  }

  return {
    // Where a state takes longer to be written than it may stay unsaved, the next one waits for it.
    isDue: (seconds) => writing === null && (now() - takenAt) / 1000 + seconds >= mostUnsavedSeconds,
    async save(snapshot) {
      const taken = copyOf(snapshot)
      takenAt = now()
      await writing
      writing = write(taken)
    },
    news() {
      if (fault !== null) throw fault.error
      return saved.splice(0).map((step) => ({ type: 'state-saved', step }))
    },
    async atRest() {
      await writing
    },
  }
}

/** A step puts new vectors in the place of the old ones; the average alone is changed where it lies. */
function copyOf({ learned, place }: Snapshot): Snapshot {
  const { parameter, state, average } = learned
  return { learned: { parameter, state: new Map(state), average: average?.slice() ?? null }, place }
}
