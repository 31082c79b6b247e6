// What a card of a run in progress says under its name: of which step it is, or why it has no step yet.
import type { StackEntry } from '../../../../src-main/contract/adapter.ts'
import { trainingOfAdapter } from '../../../../src-main/contract/training-project.ts'
import type { Messages } from '../../../messages/en.ts'
import type { RunOffer } from '../../../state/training/run-projects.svelte.ts'
import { savedSteps } from '../../../state/training/saved-steps.ts'

export type RunLine = { tone: 'quiet' | 'warn' | 'bad'; text: string }

export function runLine(
  entry: StackEntry,
  project: RunOffer | null,
  words: Messages['run'],
  /** The base's name where the picture is made with another one. */
  otherBase: string | null,
): RunLine {
  if (project === null) return { tone: 'bad', text: words.gone }
  const saved = savedSteps(project.run.files)
  const last = saved.at(-1)
  if (last === undefined) return { tone: 'bad', text: words.noFilesYet }
  if (otherBase !== null) return { tone: 'warn', text: words.otherBase(otherBase) }
  const step = trainingOfAdapter(entry.adapter)?.step ?? 0
  if (step >= last) return { tone: 'quiet', text: words.followsNewest }
  if (step === 0 || saved.includes(step)) return { tone: 'quiet', text: words.rowStep(String(step)) }
  return { tone: 'quiet', text: project.blends ? words.between : words.nearest }
}
