// What the app needs of an engine, wherever it runs: its calls, its news, its state.
import type { EngineCalls, EngineNews } from '../contract/engine.ts'
import type { EngineState } from '../contract/studio.ts'

export type EngineListener = EngineNews & {
  state(state: EngineState): void
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
