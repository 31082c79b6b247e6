// How far a picture has come, as a window is told it.
import type { EngineProgress } from '../../contract/engine.ts'
import type { JobProgress } from '../../contract/job-progress.ts'
import type { NumberedPreview } from './queue.ts'

export function nothingYet(steps: number): JobProgress {
  return {
    phase: 'load',
    image: 0,
    together: 1,
    step: 0,
    steps,
    secondsPerStep: null,
    secondsLeft: null,
    previewUrl: null,
  }
}

/** `id` of the job or draft; the newest preview of it, where there is one. */
export function jobProgress(
  { jobId: _, preview: __, ...progress }: EngineProgress,
  id: string,
  preview: NumberedPreview | null,
): JobProgress {
  return { ...progress, previewUrl: preview && `/media/preview/${id}/${preview.number}` }
}
