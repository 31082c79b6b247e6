// How long compiling takes: the full SDXL UNet from TypeScript to ONNX bytes, and whether time grows with size only.
import { buildUNet } from '../../src-main/architectures/networks/unet.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { defaultLowerings } from '../../src-main/graph/lowering/choices.ts'
import { lowerToOnnx } from '../../src-main/graph/to-onnx.ts'
import { published } from '../support/families.ts'

const runs = 7

/** A chain of residual blocks, four nodes and four parameters each. */
function chain(blocks: number): Graph {
  const g = createGraphBuilder('chain')
  let x = g.input('x', 'f32', ['batch', 32, 'height', 'width'])
  for (let index = 0; index < blocks; index++) {
    const parameter = (name: string, shape: readonly number[]) => g.parameter(`${index}.${name}`, shape)
    const normal = g.groupNorm(x, parameter('norm.weight', [32]), parameter('norm.bias', [32]), {
      groups: 8,
      eps: 1e-5,
    })
    const options = { stride: 1, padding: [1, 1, 1, 1] } as const
    const h = g.conv2d(g.silu(normal), parameter('weight', [32, 32, 3, 3]), parameter('bias', [32]), options)
    x = g.add(x, h)
  }
  return g.finish({ y: x })
}

const cases: readonly [string, () => Graph][] = [
  ['SDXL UNet', () => buildUNet(published.sdxl.unet)],
  ['2,500 blocks', () => chain(2500)],
  ['5,000 blocks', () => chain(5000)],
]

for (const [name, build] of cases) {
  const times: number[] = []
  let nodes = 0
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    const graph = build()
    lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.cpu })
    times.push(performance.now() - start)
    nodes = graph.nodes.length
  }
  const cold = times[0] ?? 0
  const sorted = times.toSorted((a, b) => a - b)
  const [fastest, median, slowest] = [sorted[0], sorted[(runs - 1) / 2], sorted[runs - 1]]
  const ms = (value: number | undefined): string => `${(value ?? 0).toFixed(0)} ms`
  console.log(
    `${name}: ${nodes} nodes, first ${ms(cold)}, median ${ms(median)} (${ms(fastest)} – ${ms(slowest)})`,
  )
}
