// The devices as last reported, kept over restarts, and asked for again when the engine is there.
import { z } from 'zod'
import { isErrorReport } from '../base/errors.ts'
import type { DeviceReport } from '../contract/engine.ts'
import { deviceNames } from '../contract/generation.ts'
import { readStored, toStore, type StoredKind } from '../contract/stored.ts'
import type { Publish } from '../contract/studio.ts'
import type { Remark } from '../messages/table.ts'
import type { DocumentTable } from '../database/documents.ts'
import type { EngineLink } from './engine-link.ts'
import type { Storage } from './storage.ts'

export type DeviceList = {
  known(): DeviceReport[]
  /** Asks the engine. */
  refresh(): Promise<DeviceReport[]>
  check(name: DeviceReport['name']): Promise<DeviceReport>
}

export const deviceKind: StoredKind<DeviceReport> = {
  name: 'device report',
  schema: z.object({
    name: z.enum(deviceNames).exclude(['auto']),
    label: z.string(),
    available: z.boolean(),
    notes: z.array(z.custom<Remark>((value) => isErrorReport(value) && 'facts' in value)),
    memoryBytes: z.number().exactOptional(),
    conformance: z.array(
      z.object({
        op: z.string(),
        // JSON knows no infinity.
        largestError: z.union([z.number(), z.null().transform(() => Number.POSITIVE_INFINITY)]),
        tolerance: z.number(),
        passed: z.boolean(),
        lowering: z.string(),
      }),
    ),
    checkedAt: z.string().nullable(),
    milliseconds: z.number().exactOptional(),
    runtime: z.string().exactOptional(),
  }),
  upgrades: [withNotes],
}

export type DeviceListOptions = {
  table: DocumentTable
  engine: EngineLink
  storage: Pick<Storage, 'attempt'>
  publish: Publish<'device'>
}

export function deviceList({ table, engine, storage, publish }: DeviceListOptions): DeviceList {
  /** A report that cannot be read says nothing: the device is checked again. */
  let reports: readonly DeviceReport[] = [...table.all().values()].flatMap(
    (report) => readStored(deviceKind, report).value ?? [],
  )
  const known = (): DeviceReport[] => [...reports]
  function note(device: DeviceReport): void {
    const at = reports.findIndex(({ name }) => name === device.name)
    reports = at === -1 ? [...reports, device] : reports.with(at, device)
    publish({ type: 'device', device })
    // What the disk does not take is found out again at the next start.
    storage.attempt(() => table.put(device.name, toStore(deviceKind, device)))
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
function withNotes(report: unknown): unknown {
  return { ...(report as object), notes: [] }
}
