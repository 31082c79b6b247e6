// Parameters as constants: pointing into a file at any offset and in any dtype, or inline; and narrow inputs.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '../../src-main/engine/runtime/no-telemetry.ts'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DType } from '../../src-main/base/dtype.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { defaultLowerings } from '../../src-main/graph/lowering/choices.ts'
import { lowerToOnnx, type ConstantLocation, type OnnxOptions } from '../../src-main/graph/to-onnx.ts'
import { fromData, type Array64 } from '../support/array64.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { createRandom } from '../support/random-tensor.ts'
import { interpret } from '../support/reference-interpreter.ts'
import { fedTensor, runGraph } from '../support/run-graph.ts'
import { tolerances } from '../support/tolerances.ts'

const random = createRandom(7)
const x = random.normal([2, 5, 6])
const exact = random.normal([4, 6])
const bias = random.normal([4])

function linearGraph(): Graph {
  const g = createGraphBuilder('linear')
  const h = g.named(g.linear(g.input('x', 'f32', ['batch', 5, 6]), g.parameter('weight', [4, 6])), 'h')
  return g.finish({ y: g.add(g.silu(h), g.parameter('bias', [4])) })
}

/** The stored bytes of `values` and the numbers they stand for. */
const narrowings: Partial<Record<DType, (values: Float64Array) => [Uint8Array, Float64Array]>> = {
  f64: (values) => [new Uint8Array(values.slice().buffer), values],
  f32: (values) => [new Uint8Array(Float32Array.from(values).buffer), values],
  f16: (values) => {
    const halves = Float16Array.from(values)
    return [new Uint8Array(halves.buffer), Float64Array.from(halves)]
  },
  bf16: (values) => {
    const bits = new Uint32Array(Float32Array.from(values).buffer).map((word) => word >>> 16)
    const widened = new Float32Array(bits.map((half) => half << 16).buffer)
    return [new Uint8Array(Uint16Array.from(bits).buffer), Float64Array.from(widened)]
  },
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnx-constants-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(options: Partial<OnnxOptions>, feeds: Record<string, Array64>): Promise<Array64> {
  const program = lowerToOnnx(linearGraph(), {
    resident: 'inputs',
    lowerings: defaultLowerings.cpu,
    ...options,
  })
  const session = await ort.InferenceSession.create(program.bytes, {
    extra: { session: { model_external_initializers_file_folder_path: folder } },
    logSeverityLevel: 3,
  })
  const fed = [...program.inputs.map(({ name }) => name), ...program.parameters]
  expect(fed).toEqual(Object.keys(feeds))
  const results = await session.run(
    Object.fromEntries(fed.map((name) => [name, fedTensor(feeds[name]!, 'f32')])),
  )
  await session.release()
  return fromData(results['y']!.data as Float32Array, results['y']!.dims)
}

describe('constants in a file', () => {
  it.each(Object.entries(narrowings))('%s, at an odd offset', async (dtype, narrow) => {
    const [bytes, values] = narrow(exact.data)
    const path = `${dtype}.bin`
    writeFileSync(join(folder, path), Buffer.concat([Buffer.alloc(13), bytes]))
    const location: ConstantLocation = {
      path,
      offset: 13,
      sizeBytes: bytes.length,
      dtype: dtype as DType,
      shape: [4, 6],
    }
    const actual = await run({ resident: new Set(['weight']), locate: () => location }, { x, bias })
    const expected = interpret(linearGraph(), { x, bias, weight: { shape: [4, 6], data: values } })
    expectCloseInScale(actual, expected['y'], tolerances.opNarrowParameter, dtype)
  })
})

describe('constants in the model', () => {
  it('hold the bytes they are given', async () => {
    const values: Record<string, Array64> = { weight: exact, bias }
    const inline = (name: string): Uint8Array => new Uint8Array(Float32Array.from(values[name]!.data).buffer)
    const actual = await run({ resident: 'constants', inline }, { x })
    expectCloseInScale(actual, interpret(linearGraph(), { x, ...values })['y'], tolerances.opF32, 'inline')
  })
  it('are refused without bytes or with too few', () => {
    const lower = (options: Partial<OnnxOptions>) => () =>
      lowerToOnnx(linearGraph(), { resident: 'constants', lowerings: defaultLowerings.cpu, ...options })
    expect(lower({})).toThrow('no bytes for the constant weight')
    expect(lower({ inline: () => new Uint8Array(4) })).toThrow('weight has 4 bytes for [4,6]')
    const elsewhere = { path: 'a', offset: 0, sizeBytes: 4, dtype: 'f32', shape: [1] } as const
    expect(lower({ locate: () => elsewhere })).toThrow('weight is stored as [1], not [4,6]')
  })
})

it('traces are outputs under their names, also where an output is traced', async () => {
  const g = createGraphBuilder('traced')
  const h = g.named(g.neg(g.input('x', 'f32', ['batch', 2])), 'h')
  const graph = g.finish({ y: h, z: h })
  const feeds = { x: random.normal([3, 2]) }
  const results = await runGraph(graph, feeds, { traces: ['h'] })
  expect(Object.keys(results)).toEqual(['y', 'z', 'h'])
  for (const name of ['y', 'z', 'h']) {
    expectCloseInScale(results[name], interpret(graph, feeds)['y'], tolerances.opF32, name)
  }
  await expect(runGraph(graph, feeds, { traces: ['nothing'] })).rejects.toThrow('names no value "nothing"')
})
