// One run of an engine for a request as the app knows it: called with artefacts, and what comes back becomes pictures.
import { oneAtATime } from '../../base/turns.ts'
import type { EngineGenerateResult, EngineProgress } from '../../contract/engine.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import { generateOn, type EngineLink } from '../engine-link.ts'
import { engineCall, type EngineCallParts, type UsedModels } from './engine-call.ts'
import { madePicture, type MadePicture } from './made-picture.ts'

export type EngineRunParts = EngineCallParts & { engine: EngineLink }

export type EngineRun = {
  jobId: string
  /** Bound, as it was accepted. */
  request: GenerationRequest
  models: UsedModels
  onProgress(progress: EngineProgress): void
  /** The run is over when all of these are. */
  onPicture(picture: MadePicture): Promise<void>
}

/** Throws what is wrong with an adapter, what `onPicture` rejected with, or what the engine says. */
export async function runEngine(parts: EngineRunParts, run: EngineRun): Promise<EngineGenerateResult> {
  const { jobId, request, models } = run
  const { call, acting } = await engineCall(parts, jobId, request, models)
  const asked = { ...models, request, acting }
  const taken: Promise<void>[] = []
  /** Pictures stand in the gallery in the order in which they were made. */
  const inOrder = oneAtATime()
  let isLoaded = false
  const news = {
    progress(progress: EngineProgress): void {
      if (!isLoaded && progress.phase !== 'load') {
        isLoaded = true
        // Behind the engine: two readers of one disk are slower than one after the other.
        for (const { path } of acting) parts.hashes.now(path).catch(() => undefined)
      }
      run.onProgress(progress)
    },
  }
  const outcome = await generateOn(parts.engine, call, {
    ...news,
    picture(picture) {
      // Each is taken as soon as it is there: what the rest of a batch meets takes nothing away.
      const made = madePicture(picture, asked, parts.hashes)
      const taking = inOrder(() => run.onPicture(made))
      taken.push(taking)
      // A picture that cannot be kept ends the run; what it says is thrown below.
      taking.catch(() => parts.engine.calls.stop(jobId, 'cancel').catch(() => undefined))
    },
  }).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  )
  for (const settled of await Promise.allSettled(taken))
    if (settled.status === 'rejected') throw settled.reason
  if ('error' in outcome) throw outcome.error
  return outcome.result
}
