import { expect, test } from 'vitest'
import type { DeviceReport } from '../../../../src-main/contract/engine.ts'
import { loweringsAround } from '../../../../src-main/engine/runtime/conformance-table.ts'
import {
  chooseDevice,
  deviceCandidates,
  devicePlan,
  missingDevice,
  requireDevice,
} from '../../../../src-main/engine/runtime/devices.ts'
import { runtimeError } from '../../../../src-main/engine/runtime/onnxruntime.ts'
import { defaultLowerings } from '../../../../src-main/graph/lowering/choices.ts'
import { AppError } from '../../../../src-main/base/errors.ts'

const report = (name: DeviceReport['name'], available: boolean, milliseconds: number): DeviceReport => ({
  ...missingDevice(name),
  available,
  milliseconds,
})
const choose = (gpu: DeviceReport, promising = true) =>
  chooseDevice(
    ['webgpu', 'cpu'],
    (name) => Promise.resolve(name === 'webgpu' ? gpu : report('cpu', true, 100)),
    () => Promise.resolve(promising),
  )

test('the GPU is chosen when it works, unless the CPU is much faster or it is a software renderer', async () => {
  expect(await choose(report('webgpu', true, 10))).toBe('webgpu')
  expect(await choose(report('webgpu', true, 149))).toBe('webgpu')
  expect(await choose(report('webgpu', true, 151))).toBe('cpu')
  expect(await choose(report('webgpu', false, 10))).toBe('cpu')
  expect(await choose(report('webgpu', true, 10), false)).toBe('cpu')
})

test('the runtime has nothing for Macs with Intel processors but the CPU', () => {
  expect(deviceCandidates('darwin-x64')).toEqual(['cpu'])
})

test('a device that was asked for and does not work says why', () => {
  expect(requireDevice('webgpu', report('webgpu', true, 1))).toBe('webgpu')
  expect(() => requireDevice('cuda', missingDevice('cuda'))).toThrow(/CUDA cannot be used/)
})

test('a plan goes around what a check found wrong, and only around that', () => {
  const base = { op: 'attention', largestError: 0, tolerance: 1, passed: true }
  const around = loweringsAround(defaultLowerings.webgpu, [
    { ...base, lowering: 'attention=plain' },
    { ...base, op: 'silu', lowering: '' },
    { ...base, op: 'gelu', passed: false, lowering: 'gelu=erf' },
  ])
  expect(around).toEqual({ ...defaultLowerings.webgpu, attention: 'plain' })
  expect(devicePlan('cuda').resident).toBe('constants')
  expect(devicePlan('cpu').resident).toBe('inputs')
})

test('running out of memory is told from other failures, and a named error stays itself', () => {
  const named = (message: string) => runtimeError(new Error(message), 'engine/run-failed').code
  expect(named('std::bad_alloc')).toBe('engine/out-of-memory')
  expect(named('Failed to allocate memory for requested buffer of size 34359738368')).toBe(
    'engine/out-of-memory',
  )
  expect(named('Array buffer allocation failed')).toBe('engine/out-of-memory')
  expect(
    named('WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.'),
  ).toBe('engine/out-of-memory')
  expect(named('Buffer size (4294967296) exceeds the max buffer size limit (2147483648).')).toBe(
    'engine/out-of-memory',
  )
  expect(named('Non-zero status code returned while running Add node')).toBe('engine/run-failed')
  const own = new AppError('parameters/missing', { name: 'x' })
  expect(runtimeError(own, 'engine/run-failed')).toBe(own)
})
