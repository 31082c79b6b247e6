// Checks a device operator by operator against the CPU, and finds the lowering that computes the right thing.
import { performance } from 'node:perf_hooks'
import { remark } from '../../messages/table.ts'
import { AppError } from '../../base/errors.ts'
import type { Tensor } from '../../base/dtype.ts'
import type { DeviceReport, OpConformance } from '../../contract/engine.ts'
import type { Graph } from '../../graph/ir.ts'
import { defaultLowerings, type LoweringChoices } from '../../graph/lowering/choices.ts'
import {
  conformanceCases,
  conformanceTolerance,
  describeLowering,
  plainLowerings,
  workload,
  type ConformanceCase,
} from './conformance-table.ts'
import { deviceLabel, missingDevice, type ConcreteDevice } from './devices.ts'
import { float32Values, runtimeVersion } from './onnxruntime.ts'
import { compileProgram } from './program.ts'
import { createUniform } from '../measuring/uniform.ts'
import { note } from '../../files/terminal.ts'

export async function checkDevice(name: ConcreteDevice): Promise<DeviceReport> {
  const conformance: OpConformance[] = []
  let milliseconds: number
  try {
    for (const item of conformanceCases()) conformance.push(await checkOp(name, item))
    milliseconds = await measureDevice(name)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    note(`${name}: ${technicalReason(error)}`)
    return missingDevice(name)
  }
  const failed = conformance.filter((result) => !result.passed).map((result) => result.op)
  const around = conformance.filter((result) => result.passed && result.lowering !== '')
  const notes = [
    ...(failed.length > 0 ? [remark('device/wrong-results', { operators: failed })] : []),
    ...around.map(({ op, lowering }) => remark('device/replaced-operator', { operator: op, lowering })),
  ]
  return {
    name,
    label: deviceLabel(name),
    available: failed.length === 0,
    notes,
    conformance,
    checkedAt: new Date().toISOString(),
    milliseconds,
    runtime: runtimeVersion,
  }
}

function technicalReason(error: AppError): string {
  const message = error.details?.['message']
  return typeof message === 'string' ? message : error.message
}

async function checkOp(
  device: ConcreteDevice,
  { op, graph, alternatives }: ConformanceCase,
): Promise<OpConformance> {
  const inputs = randomInputs(graph)
  const expected = await runOn('cpu', graph, plainLowerings, inputs)
  let best: OpConformance | null = null
  for (const alternative of [{}, ...alternatives]) {
    const lowerings = { ...defaultLowerings[device], ...alternative }
    const largestError = relativeError(await runOn(device, graph, lowerings, inputs), expected)
    const passed = largestError <= conformanceTolerance
    const result = {
      op,
      largestError,
      tolerance: conformanceTolerance,
      passed,
      lowering: describeLowering(alternative),
    }
    if (passed) return result
    best ??= result
  }
  return best as OpConformance
}

const hopelessMs = 500

/** A first matrix product takes a graphics card a moment; one that is drawn by the processor takes seconds. */
const quickStartMs = 1_500

/** False for what nobody should be given without asking: a software renderer, or a device that is not there. */
export async function startsQuickly(device: ConcreteDevice): Promise<boolean> {
  const graph = conformanceCases()[0]!.graph
  const started = performance.now()
  try {
    await runOn(device, graph, defaultLowerings[device], randomInputs(graph))
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
  return performance.now() - started < quickStartMs
}

/** A convolution and a linear layer of a size that real networks have; the best of a few runs, warmed up. */
async function measureDevice(device: ConcreteDevice): Promise<number> {
  const graph = workload()
  const inputs = randomInputs(graph)
  const program = await compileProgram(graph, { provider: device, lowerings: defaultLowerings[device] })
  try {
    let best = Infinity
    // A device that needs this long is passed over; nobody should wait for exact figures of it.
    for (let run = 0; run < 4 && !(best > hopelessMs && run > 1); run++) {
      const started = performance.now()
      await float32Values((await program.run(inputs))['output']!)
      best = Math.min(best, performance.now() - started)
    }
    return best
  } finally {
    await program.release()
  }
}

async function runOn(
  provider: ConcreteDevice,
  graph: Graph,
  lowerings: LoweringChoices,
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Float32Array> {
  const program = await compileProgram(graph, { provider, lowerings })
  try {
    const { output } = await program.run(inputs)
    return Float32Array.from(await float32Values(output!))
  } finally {
    await program.release()
  }
}

function randomInputs(graph: Graph): Record<string, Tensor> {
  const uniform = createUniform(7)
  return Object.fromEntries(
    graph.inputs.map(({ name, shape }) => {
      const extents = shape.map(Number)
      const count = extents.reduce((product, extent) => product * extent, 1)
      const data = Float32Array.from({ length: count }, () => 2 * uniform() - 1)
      return [name, { dtype: 'f32' as const, shape: extents, data }]
    }),
  )
}

/** Largest difference over the root mean square of what was expected; infinite when anything is not a number. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity
  let largest = 0
  let squares = 0
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!)
    if (!(difference <= largest)) largest = difference
    squares += expected[i]! ** 2
  }
  if (Number.isNaN(largest)) return Infinity
  return largest / Math.sqrt(squares / expected.length)
}
