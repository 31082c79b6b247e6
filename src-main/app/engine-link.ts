// What the app needs of an engine, wherever it runs: its calls, its news, its state.
import type {
  EngineCalls,
  EngineGenerateCall,
  EngineGenerateResult,
  EngineNews,
  EnginePicture,
  EngineProgress,
} from '../contract/engine.ts'
import type { EngineState } from '../contract/studio.ts'

export type EngineListener = EngineNews & {
  state(state: EngineState): void
  /** A line that its process printed: mostly of the libraries that it runs. */
  output(line: string): void
}

export type EngineLink = {
  /** A call that is open when the engine dies is rejected with `engine/died`. */
  readonly calls: EngineCalls
  state(): EngineState
  /** Resolves when calls will be answered; starts a stopped engine again, and throws `engine/cannot-start`. */
  ready(): Promise<void>
  /** Returns the function that ends it. */
  listen(listener: Partial<EngineListener>): () => void
  close(): Promise<void>
}

/** What is told of one job. */
export type JobNews = {
  progress(progress: EngineProgress): void
  picture(picture: EnginePicture): void
}

/** Makes pictures on this engine, with the news of this job alone. */
export async function generateOn(
  engine: Pick<EngineLink, 'calls' | 'listen'>,
  call: EngineGenerateCall,
  news: JobNews,
): Promise<EngineGenerateResult> {
  const { jobId } = call
  const forget = engine.listen({
    progress: (progress) => {
      if (progress.jobId === jobId) news.progress(progress)
    },
    picture: (ownJobId, picture) => {
      if (ownJobId === jobId) news.picture(picture)
    },
  })
  try {
    return await engine.calls.generate(call)
  } finally {
    forget()
  }
}
