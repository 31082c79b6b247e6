// The devices as last reported, kept over restarts, and asked for again when the engine is there.
import type { DeviceReport } from '../contract/engine.ts'
import type { Publish } from '../contract/studio.ts'
import type { DocumentTable } from '../database/documents.ts'
import type { EngineLink } from './engine-link.ts'

export type DeviceList = {
  known(): DeviceReport[]
  /** Asks the engine. */
  refresh(): Promise<DeviceReport[]>
  check(name: DeviceReport['name']): Promise<DeviceReport>
}

export function deviceList(table: DocumentTable, engine: EngineLink, publish: Publish<'device'>): DeviceList {
  const known = (): DeviceReport[] => [...table.all().values()].map(upgraded)
  function note(device: DeviceReport): void {
    table.put(device.name, device)
    publish({ type: 'device', device })
  }
  return {
    known,
    async refresh() {
      await engine.ready()
      for (const report of await engine.calls.devices(known())) note(report)
      return known()
    },
    async check(name) {
      await engine.ready()
      const report = await engine.calls.checkDevice(name)
      note(report)
      return report
    },
  }
}

/** Reports were once kept with a sentence in English in place of their notes. */
function upgraded(stored: unknown): DeviceReport {
  const report = stored as Omit<DeviceReport, 'notes'> & Partial<Pick<DeviceReport, 'notes'>>
  return { ...report, notes: report.notes ?? [] }
}
