// Sessions of the runtime that outlive their owners: who asks for the same program again gets the one made first. Many
// small runs in one process otherwise spend more on making sessions than on what they are made for.
import { createHash } from 'node:crypto'
import '../../src-main/engine/runtime/no-telemetry.ts'
import { InferenceSession } from 'onnxruntime-node'

export type KeptSessions = {
  /** Lets go of all of them; from then on sessions are made and released as ever. */
  close(): Promise<void>
}

/** For runs that follow one another. A session keeps nothing from run to run, so nobody can tell whose it was. */
export function keepSessions(): KeptSessions {
  const kept = new Map<string, Promise<InferenceSession>>()
  const factory: { create: unknown } = InferenceSession
  const make = InferenceSession.create

  async function create(
    model: Uint8Array,
    options: InferenceSession.SessionOptions,
  ): Promise<InferenceSession> {
    const said = JSON.stringify(options)
    // Weights in a file may be others the next time.
    if (said.includes('external_initializers')) return make(model, options)
    const key = `${createHash('sha256').update(model).digest('hex')} ${said}`
    const session = kept.get(key) ?? make(model, options)
    kept.set(key, session)
    return Object.create(await session, { release: { value: async () => undefined } }) as InferenceSession
  }
  factory.create = create

  return {
    async close() {
      factory.create = make
      for (const session of kept.values()) await (await session).release()
      kept.clear()
    },
  }
}
