// The smallest model there is: a session of it keeps a device alive.
import { createGraphBuilder } from '../../graph/builder.ts'
import { defaultLowerings } from '../../graph/lowering/choices.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'

/** The exponential of four numbers. */
export function anchorModel(): Uint8Array {
  const g = createGraphBuilder('anchor')
  const graph = g.finish({ output: g.exp(g.input('x', 'f32', [4])) })
  return lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.webgpu }).bytes
}
