// One thing that was done, as what there was before and after it: taken back by putting the one in place of the other.
import type { Messages } from '../../messages/en.ts'

/** What it is called, in whatever language is chosen when it is read. */
export type StepName = (words: Messages['history']) => string

export type Step<State = unknown> = {
  readonly name: StepName
  /** Steps of one key that follow at once are one step: the letters of a word, the pixels of a drag. */
  readonly key: string | null
  readonly before: State
  readonly after: State
  /**
   * Puts `to` where this step had left `from`. What was changed since by others has to stay: `takenBack` is for that.
   * Rejects where it cannot be done; then nothing has changed.
   */
  put(to: State, from: State): void | Promise<void>
}

/** Two steps of one key as one: from before the first to after the second, each with the fields that either changed. */
export function joined(first: Step, second: Step): Step {
  return {
    ...second,
    before: over(second.before, first.before),
    after: over(first.after, second.after),
  }
}

function over(below: unknown, above: unknown): unknown {
  const areRecords = [below, above].every(
    (state) => typeof state === 'object' && state !== null && !Array.isArray(state),
  )
  return areRecords ? { ...(below as object), ...(above as object) } : above
}
