// The host's log as the page shows it: read when somebody looks at it.
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { EngineState, LogEntry } from '../../src-main/contract/studio.ts'
import type { Backend } from '../backend/backend.ts'

export class EngineLog {
  readonly #backend: Pick<Backend, 'diagnostics'>
  #entries = $state.raw<readonly LogEntry[]>([])

  constructor(backend: Pick<Backend, 'diagnostics'>) {
    this.#backend = backend
  }

  /** Oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries
  }

  async read(): Promise<void> {
    try {
      this.#entries = await this.#backend.diagnostics.log()
    } catch {
      // A host that is away is told elsewhere; what was read stays.
    }
  }
}

export type DiagnosedParts = {
  version: string
  /** As the browser names itself and its system. */
  agent: string
  engine: EngineState
  devices: readonly DeviceReport[]
  entries: readonly LogEntry[]
}

/** What *Copy diagnostics* puts on the clipboard, in English, so that whoever is asked for help can read it. */
export function diagnosticsText({ version, agent, engine, devices, entries }: DiagnosedParts): string {
  return [
    `Lamina ${version}`,
    agent,
    `Engine: ${[engine.device, engine.state, engine.reason].filter(Boolean).join(', ')}`,
    ...devices.map(
      ({ label, available, notes }) =>
        `Device: ${[label, available ? 'available' : 'not available', ...notes.map(({ code }) => code)].join(', ')}`,
    ),
    ...entries.map(({ at, level, text }) => `${at} ${level} ${text}`),
  ].join('\n')
}
