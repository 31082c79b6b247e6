// An entry of a stack that is a run in progress: the files of its saved steps that stand for it, and how much of each.
import type { StackEntry } from '../../contract/adapter.ts'
import type { TrainedFile } from '../../contract/training.ts'

/** What a stack needs to know of a training project. */
export type TrainedRun = {
  name: string
  files: readonly TrainedFile[]
  /**
   * Whether the changes of two saved steps may be added up in part. DoRA's depend on the weight they are laid over, and
   * a file with a learned word has one vector for it: of those only a saved step as it is can be had.
   */
  blends: boolean
}

/** The files that a step of the run is made of, with their shares of the weight. Empty where no file is an adapter. */
export function filesOfStep(run: TrainedRun, step: number): { file: TrainedFile; share: number }[] {
  const files = savedAdapters(run.files)
  const [first] = files
  if (first === undefined) return []
  const after = files.find((file) => file.step >= step)
  if (after === undefined) return [{ file: files.at(-1)!, share: 1 }]
  if (after.step === step) return [{ file: after, share: 1 }]
  const before = files.findLast((file) => file.step < step)
  const from = before?.step ?? 0
  const t = (step - from) / (after.step - from)
  // Step 0 is the base: nothing of the first file.
  if (!run.blends) {
    if (before === undefined) return [{ file: first, share: t < 0.5 ? 0 : 1 }]
    return [{ file: t < 0.5 ? before : after, share: 1 }]
  }
  if (before === undefined) return [{ file: first, share: t }]
  return [
    { file: before, share: 1 - t },
    { file: after, share: t },
  ]
}

/** The entry with a file's path and its share of both weights; what else it says is the same for all parts. */
export function partOfEntry(entry: StackEntry, file: TrainedFile, share: number, index: number): StackEntry {
  const { id, weight, textWeight } = entry
  return {
    ...entry,
    id: index === 0 ? id : `${id}+${index}`,
    adapter: file.path,
    name: stemOf(file.path),
    weight: weight * share,
    textWeight: textWeight === null ? null : textWeight * share,
  }
}

/** By step; of two files of one step the finished one. */
function savedAdapters(files: readonly TrainedFile[]): TrainedFile[] {
  const adapters = files.filter(({ kind }) => kind !== 'embedding')
  const ofStep = new Map<number, TrainedFile>()
  for (const file of adapters) if (file.finished || !ofStep.has(file.step)) ofStep.set(file.step, file)
  return [...ofStep.values()].toSorted((a, b) => a.step - b.step)
}

function stemOf(path: string): string {
  return path.replace(/^.*[/\\]/, '').replace(/\.safetensors$/, '')
}
