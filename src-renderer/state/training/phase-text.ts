// What a run does when it is not stepping, with how many of how many. Pure.
import type { TrainingProgress } from '../../../src-main/contract/training.ts'
import type { Messages } from '../../messages/en.ts'

export function phaseText(
  { phase, done, total }: TrainingProgress,
  words: Messages['run'],
  figures: { number(value: number): string },
): string {
  const name = words.phases[phase]
  return total > 1 ? words.phaseOf(name, figures.number(done), figures.number(total)) : name
}
