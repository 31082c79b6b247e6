// What a run does when it is not stepping, with how many of how many, and how much of the base is read. Pure.
import type { TrainingProgress } from '../../../src-main/contract/training.ts'
import type { Messages } from '../../messages/en.ts'

export function phaseText(
  { phase, done, total, loading }: TrainingProgress,
  words: Messages['run'],
  figures: { number(value: number): string; bytes(size: number): string },
): string {
  if (loading !== undefined)
    return words.reading(words.phases.load, figures.bytes(loading.bytes), figures.bytes(loading.of))
  const name = words.phases[phase]
  return total > 1 ? words.phaseOf(name, figures.number(done), figures.number(total)) : name
}
