// The engines there are: today the one of this machine. Each has its own link, with its own news, and its own door.
import { invariant } from '../base/errors.ts'
import type { EngineLink } from './engine-link.ts'
import { createEngineGate, type EngineGate } from './jobs/engine-gate.ts'

export type FleetEngine = { readonly link: EngineLink; readonly gate: EngineGate }

export type Fleet = {
  readonly engines: readonly FleetEngine[]
  /** The one that reads this machine's disks itself. */
  readonly local: FleetEngine
  close(): Promise<void>
}

/** The local one first. */
export function createFleet(links: readonly EngineLink[]): Fleet {
  const engines = links.map((link) => ({ link, gate: createEngineGate() }))
  const [local] = engines
  invariant(local, 'there is an engine on this machine')
  return {
    engines,
    local,
    async close() {
      await Promise.all(links.map((link) => link.close()))
    },
  }
}
