// What was done in one place and what of it was taken back, as two lists. Pure; an entry is known by its identity.
import { isEqual } from './is-equal.ts'
import { joined, type Step } from './step.ts'

export type Entry = { readonly step: Step; readonly at: number }
export type Timeline = {
  /** Oldest first. */
  readonly done: readonly Entry[]
  /** The one taken back last is last. */
  readonly undone: readonly Entry[]
}

export const emptyTimeline: Timeline = { done: [], undone: [] }

/** A thing of long ago is not taken back step by step. */
const most = 500

/**
 * Adds a step; `goesOn` says that it may be one with the last. What was taken
 * back before cannot be done again after it.
 */
export function recorded(timeline: Timeline, step: Step, at: number, goesOn: boolean): Timeline {
  const last = timeline.done.at(-1)
  const isOne = goesOn && last !== undefined && step.key !== null && last.step.key === step.key
  const whole = isOne ? joined(last.step, step) : step
  const others = isOne ? timeline.done.slice(0, -1) : timeline.done
  // Typed and taken away again leaves no step.
  const done = isEqual(whole.before, whole.after) ? others : [...others, { step: whole, at }].slice(-most)
  return { done, undone: [] }
}

/** What the next Undo takes back. */
export function toUndo({ done }: Timeline): Entry | null {
  return done.at(-1) ?? null
}
export function toRedo({ undone }: Timeline): Entry | null {
  return undone.at(-1) ?? null
}

/** After it was taken back, whichever it was. */
export function undone(timeline: Timeline, entry: Entry): Timeline {
  if (!timeline.done.includes(entry)) return timeline
  return { done: timeline.done.filter((one) => one !== entry), undone: [...timeline.undone, entry] }
}

/** It was not done after all. */
export function forgotten(timeline: Timeline, entry: Entry): Timeline {
  return { ...timeline, done: timeline.done.filter((one) => one !== entry) }
}

/** Done again behind this one, when others were done meanwhile. */
export function doneBehind(timeline: Timeline, entry: Entry, last: Entry | null): Timeline {
  const at = last === null ? 0 : timeline.done.indexOf(last) + 1
  return { ...timeline, done: timeline.done.toSpliced(at, 0, entry) }
}

export function redone(timeline: Timeline, entry: Entry): Timeline {
  if (!timeline.undone.includes(entry)) return timeline
  return { done: [...timeline.done, entry], undone: timeline.undone.filter((one) => one !== entry) }
}
