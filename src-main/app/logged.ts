// What is written into the log by itself: the engine's life and words, and the notices that people are shown.
import type { StudioEvent } from '../contract/studio.ts'
import { sentence } from '../messages/say.ts'
import type { EngineLink } from './engine-link.ts'
import type { Log } from './log.ts'

/** Returns the function that ends it. */
export function logEngine(engine: Pick<EngineLink, 'listen' | 'state'>, log: Log): () => void {
  let before = engine.state().state
  return engine.listen({
    state({ state, reason, device }) {
      // Work begins and ends all the time.
      const isLife = state !== 'working' && before !== 'working' && state !== before
      before = state
      if (isLife)
        log.write(
          state === 'stopped' ? 'error' : 'info',
          [`Engine ${state}`, device, reason].filter(Boolean).join(', '),
        )
    },
    log: (level, message) => log.write(level, message),
    output: (line) => log.write('info', line),
  })
}

export function logNotice(event: StudioEvent, log: Log): void {
  if (event.type === 'notice') log.write(event.level, `${event.error.code}: ${sentence(event.error, 'en')}`)
}
