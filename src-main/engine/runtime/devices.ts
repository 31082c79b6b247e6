// What this machine can compute on, and the plan by which programs are compiled for each device.
import { remark, type Code } from '../../messages/table.ts'
import { AppError } from '../../base/errors.ts'
import type { DeviceReport } from '../../contract/engine.ts'
import type { DeviceName } from '../../contract/generation.ts'
import { defaultLowerings, type LoweringChoices } from '../../graph/lowering/choices.ts'
import { loweringsAround } from './conformance-table.ts'
import { installedProviders, type Provider } from './onnxruntime.ts'

/** How programs are compiled for a device. `resident` says whether a slider can move without a new session. */
export type DevicePlan = {
  readonly provider: Provider
  readonly resident: 'inputs' | 'constants'
  readonly lowerings: LoweringChoices
}

type DeviceRow = {
  readonly label: string
  readonly platforms: readonly string[] | 'all'
  readonly resident: 'inputs' | 'constants'
  /** Null for what is always there. */
  readonly missing: Extract<Code, `device/no-${string}`> | null
}

/** The node binding keeps no tensors on CUDA, DirectML and CoreML devices, so parameters are constants there. */
const deviceTable: Readonly<Record<Provider, DeviceRow>> = {
  webgpu: {
    label: 'WebGPU',
    platforms: ['win32-x64', 'win32-arm64', 'darwin-arm64', 'linux-x64'],
    resident: 'inputs',
    missing: 'device/no-webgpu',
  },
  cuda: {
    label: 'CUDA',
    platforms: ['linux-x64'],
    resident: 'constants',
    missing: 'device/no-cuda',
  },
  dml: {
    label: 'DirectML',
    platforms: ['win32-x64', 'win32-arm64'],
    resident: 'constants',
    missing: 'device/no-directml',
  },
  coreml: {
    label: 'CoreML',
    platforms: ['darwin-arm64'],
    resident: 'constants',
    missing: 'device/no-coreml',
  },
  cpu: { label: 'CPU', platforms: 'all', resident: 'inputs', missing: null },
}

export type ConcreteDevice = Exclude<DeviceName, 'auto'>
export const deviceOrder: readonly ConcreteDevice[] = ['webgpu', 'cuda', 'dml', 'coreml', 'cpu']

/** Devices the installed runtime and this platform could offer; whether they work is the conformance check's word. */
export function deviceCandidates(platform: string): ConcreteDevice[] {
  const installed = installedProviders()
  return deviceOrder.filter((name) => {
    const { platforms } = deviceTable[name]
    return (platforms === 'all' || platforms.includes(platform)) && (name === 'cpu' || installed.has(name))
  })
}

export function deviceLabel(name: ConcreteDevice): string {
  return deviceTable[name].label
}

/** The report of a device that could not be started; what the runtime said of it belongs in the log. */
export function missingDevice(name: ConcreteDevice): DeviceReport {
  const { label, missing } = deviceTable[name]
  return {
    name,
    label,
    available: false,
    notes: missing === null ? [] : [remark(missing)],
    conformance: [],
    checkedAt: null,
  }
}

/** The plan for a device, around the operators that its conformance check found wrong. */
export function devicePlan(name: ConcreteDevice, report?: DeviceReport): DevicePlan {
  const lowerings = loweringsAround(defaultLowerings[name], report?.conformance ?? [])
  return { provider: name, resident: deviceTable[name].resident, lowerings }
}

/** A device that another one outruns by more than this is passed over when nobody asked for it. */
const muchFaster = 1.5

/** The device that was asked for, once its report says that it works. */
export function requireDevice(name: ConcreteDevice, report: DeviceReport): ConcreteDevice {
  if (report.available) return name
  const [note = remark('device/wrong-results', { operators: [] })] = report.notes
  throw new AppError('device/unavailable', { device: deviceTable[name].label, note })
}

/** The first device that works, in the order of `deviceOrder`, unless the CPU was measured to be much faster. */
export async function chooseDevice(
  candidates: readonly ConcreteDevice[],
  reportOf: (name: ConcreteDevice) => Promise<DeviceReport>,
  isPromising: (name: ConcreteDevice) => Promise<boolean>,
): Promise<ConcreteDevice> {
  for (const name of candidates) {
    if (name === 'cpu') return name
    if (!(await isPromising(name))) continue
    const report = await reportOf(name)
    if (!report.available) continue
    const cpu = await reportOf('cpu')
    if ((report.milliseconds ?? 0) <= muchFaster * (cpu.milliseconds ?? Infinity)) return name
  }
  return 'cpu'
}
