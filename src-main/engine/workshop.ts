// What every piece of the engine's work shares: its turn, the devices, and the models in memory.
import { builtInFamilies } from '../architectures/families/families.ts'
import type { Families } from '../architectures/families/family.ts'
import { oneAtATime } from '../base/turns.ts'
import type { DeviceReport } from '../contract/engine.ts'
import type { DeviceName } from '../contract/generation.ts'
import { checkDevice, startsQuickly } from './runtime/conformance.ts'
import {
  chooseDevice,
  deviceCandidates,
  devicePlan,
  requireDevice,
  type ConcreteDevice,
} from './runtime/devices.ts'
import type { HeldModel } from './held-model.ts'
import { loadModel } from './loaded-model.ts'
import { createProgramStore } from './runtime/program-store.ts'

/** Path of the checkpoint, of a VAE file, and the device asked for. */
export type ModelWish = { path: string; vaePath: string | null; device: DeviceName }

export type Workshop = {
  /** Runs are never interleaved: a run blocks the only thread anyway. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Every candidate of this machine; reports of the same runtime version are believed. */
  devices(known: readonly DeviceReport[], runtime: string): Promise<DeviceReport[]>
  /** Checks a device anew. */
  recheck(name: ConcreteDevice): Promise<DeviceReport>
  /** The model, loaded if need be; it stays until another one is loaded. Call it from inside `inTurn`. */
  load(wish: ModelWish): Promise<HeldModel>
  /** The same, and it stays until it is let go, whatever is loaded in the meantime. */
  pin(wish: ModelWish): Promise<PinnedModel>
  /** Drops what nobody pinned. */
  unload(): Promise<void>
}
export type PinnedModel = { readonly held: HeldModel; letGo(): Promise<void> }

/** `families`: those whose checkpoints it loads. */
export function createWorkshop(families: Families = builtInFamilies): Workshop {
  const programs = createProgramStore()
  const candidates = deviceCandidates(`${process.platform}-${process.arch}`)
  const reports = new Map<ConcreteDevice, DeviceReport>()
  const pins = new Map<HeldModel, number>()
  let last: HeldModel | null = null

  async function report(name: ConcreteDevice): Promise<DeviceReport> {
    const known = reports.get(name) ?? (await checkDevice(name))
    reports.set(name, known)
    return known
  }

  async function concreteDevice(wanted: DeviceName): Promise<ConcreteDevice> {
    // The CPU is what the others are measured against; it needs no check to be used.
    if (wanted === 'cpu') return wanted
    if (wanted === 'auto')
      return chooseDevice(candidates, report, async (name) => reports.has(name) || startsQuickly(name))
    return requireDevice(wanted, await report(wanted))
  }

  /** Closed unless somebody still uses it. */
  async function letGo(held: HeldModel | null): Promise<void> {
    if (held === null || held === last || pins.has(held)) return
    await held.model.close()
  }

  async function load({ path, vaePath, device: wanted }: ModelWish): Promise<HeldModel> {
    const device = await concreteDevice(wanted)
    const key = JSON.stringify([path, vaePath, device])
    for (const held of [...(last ? [last] : []), ...pins.keys()]) {
      if (held.key !== key || !(await held.model.unchanged())) continue
      const before = last
      last = held
      if (before !== held) await letGo(before)
      return held
    }
    const before = last
    last = null
    await letGo(before)
    const plan = devicePlan(device, reports.get(device))
    const model = await loadModel({ path, vaePath, plan, programs, families })
    last = { key, device, plan, model, previewMap: null, refusedBytes: null }
    return last
  }

  return {
    inTurn: oneAtATime(),
    async devices(known, runtime) {
      for (const old of known)
        if (old.runtime === runtime && !reports.has(old.name)) reports.set(old.name, old)
      const all: DeviceReport[] = []
      for (const name of candidates) all.push(await report(name))
      return all
    },
    async recheck(name) {
      reports.delete(name)
      return report(name)
    },
    load,
    async pin(wish) {
      const held = await load(wish)
      pins.set(held, (pins.get(held) ?? 0) + 1)
      return {
        held,
        async letGo() {
          const left = (pins.get(held) ?? 1) - 1
          if (left > 0) pins.set(held, left)
          else pins.delete(held)
          await letGo(held)
        },
      }
    },
    async unload() {
      const before = last
      last = null
      await letGo(before)
      await programs.clear()
    },
  }
}
