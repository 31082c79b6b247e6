// A process of its own for WebGPU: checks the device, then runs a small network with parameters kept on it.
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import { checkDevice } from '../../../src-main/engine/runtime/conformance.ts'
import { devicePlan } from '../../../src-main/engine/runtime/devices.ts'
import { float32Values } from '../../../src-main/engine/runtime/onnxruntime.ts'
import { compileProgram } from '../../../src-main/engine/runtime/program.ts'
import { residentParameters } from '../../../src-main/engine/runtime/resident-parameters.ts'

const report = await checkDevice('webgpu')
const weights = Float32Array.from({ length: 12 }, (_, index) => index - 6)
const info = { name: 'layer.weight', dtype: 'f32' as const, shape: [3, 4] }
const source = {
  id: 'small',
  get: (name: string) => (name === info.name ? info : undefined),
  list: () => [info],
  read: () => Promise.resolve(weights),
}
const g = createGraphBuilder('small')
const graph = g.finish({
  output: g.linear(g.input('x', 'f32', ['batch', 4]), g.parameter('layer.weight', [3, 4])),
})
const results: number[][] = []
if (report.checkedAt !== null) {
  const program = await compileProgram(graph, devicePlan('webgpu', report))
  const parameters = residentParameters(source, 'webgpu')
  // Twice: what was uploaded must outlive both the upload and the first run.
  for (let run = 0; run < 2; run++) {
    const x = { dtype: 'f32' as const, shape: [1, 4], data: Float32Array.of(1, 2, 3, 4 + run) }
    results.push([...(await float32Values((await program.run({ x }, parameters))['output']!))])
  }
}
process.stdout.write(`${JSON.stringify({ report, results })}\n`)
