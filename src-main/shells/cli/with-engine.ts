// An engine for the length of one command.
import type { EngineCalls } from '../../contract/engine.ts'
import type { EngineListener } from '../../app/engine-link.ts'
import { forkEngine } from '../server/engine-host.ts'

export async function withEngine<T>(
  listener: Partial<EngineListener>,
  work: (calls: EngineCalls) => Promise<T>,
): Promise<T> {
  const engine = forkEngine({ showOutput: process.argv.includes('--verbose') })
  const end = engine.listen(listener)
  try {
    await engine.ready()
    return await work(engine.calls)
  } finally {
    end()
    await engine.close()
  }
}
