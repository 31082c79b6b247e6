// When which text of a changing prompt is in force.
import { parseScheduling, type PromptNode, type ScheduledNode, type Sequence } from './scheduling-grammar.ts'

export type ScheduleClock = {
  /** Steps (or network calls) the schedule covers, counted from 1. */
  readonly steps: number
  /** Set for a second pass: the first pass's steps, which whole numbers and fractions up to 1 then address. */
  readonly baseSteps?: number
  /** A1111 before 1.6.0: below 1 is a fraction with or without a dot, the second pass repeats the first. */
  readonly oldTimelines?: boolean
}

export type ScheduleEntry = { readonly endAtStep: number; readonly text: string }

/** AUTOMATIC1111, prompt_parser.py: rising ends, the last is `steps`. The first entry whose end ≥ step is in force. */
export function schedulePrompt(prompt: string, clock: ScheduleClock): ScheduleEntry[] {
  const sequence = parseScheduling(prompt)
  if (!sequence) return [{ endAtStep: clock.steps, text: prompt }]
  const ends = new Set([clock.steps])
  collectEnds(sequence, clock, ends)
  return [...ends]
    .sort((a, b) => a - b)
    .map((endAtStep) => ({ endAtStep, text: textAtStep(sequence, endAtStep, clock) }))
}

function collectEnds(sequence: Sequence, clock: ScheduleClock, ends: Set<number>): void {
  for (const node of sequence) {
    if (typeof node === 'string') continue
    if (node.kind === 'alternate') {
      for (let step = 1; step <= clock.steps; step += 1) ends.add(step)
      for (const option of node.options) collectEnds(option, clock, ends)
    } else {
      const boundary = boundaryStep(node, clock)
      if (boundary >= 1) ends.add(boundary)
      collectEnds(node.before, clock, ends)
      collectEnds(node.after, clock, ends)
    }
  }
}

function textAtStep(sequence: Sequence, step: number, clock: ScheduleClock): string {
  const textOf = (node: PromptNode): string => {
    if (typeof node === 'string') return node
    if (node.kind === 'alternate') {
      return textAtStep(node.options[(step - 1) % node.options.length] ?? [], step, clock)
    }
    return textAtStep(step <= boundaryStep(node, clock) ? node.before : node.after, step, clock)
  }
  return sequence.map(textOf).join('')
}

/** The last step of `before`; below 1: `after` from the start. */
function boundaryStep(node: ScheduledNode, clock: ScheduleClock): number {
  const { steps, oldTimelines = false } = clock
  const passed = oldTimelines || clock.baseSteps === undefined ? null : clock.baseSteps
  const written = Number(node.when)
  const isFraction = oldTimelines ? written < 1 : node.when.includes('.')
  const step = isFraction
    ? (written - (passed === null ? 0 : 1)) * steps
    : written - (passed === null ? 0 : passed)
  return Math.min(steps, Math.trunc(step))
}
