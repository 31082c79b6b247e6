// The fake engine, with the real one's baking and rewriting: files are really written, pictures only pretended.
import type { EngineListener } from '../../src-main/app/engine-link.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'

export function rewritingEngine(): FakeEngine {
  const fake = createFakeEngine()
  const listeners = new Set<Partial<EngineListener>>()
  const real = createEngine({
    progress: () => undefined,
    picture: () => undefined,
    log: () => undefined,
    rewriting: (id, progress) => listeners.forEach((listener) => listener.rewriting?.(id, progress)),
  })
  return {
    ...fake,
    calls: {
      ...fake.calls,
      bake: real.bake,
      rewrite: real.rewrite,
      async stop(jobId, mode) {
        await real.stop(jobId, mode)
        await fake.calls.stop(jobId, mode)
      },
    },
    listen(listener) {
      listeners.add(listener)
      const forget = fake.listen(listener)
      return () => {
        listeners.delete(listener)
        forget()
      }
    },
  }
}
