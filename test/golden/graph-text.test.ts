// Small graphs as text, as built and as optimised: a change of the printer or of a pass shows in review.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { optimize } from '../../src-main/graph/passes/optimize.ts'
import { inHalf } from '../../src-main/graph/precision/in-half.ts'
import type { HalfRules } from '../../src-main/graph/precision/policy.ts'
import { print } from '../../src-main/graph/print.ts'

function residualBlock(): Graph {
  const g = createGraphBuilder('residual-block')
  const x = g.input('x', 'f32', ['batch', 8, 'height', 'width'])
  const normal = g.groupNorm(x, g.parameter('norm.weight', [8]), g.parameter('norm.bias', [8]), {
    groups: 4,
    eps: 1e-5,
  })
  const h = g.conv2d(g.silu(normal), g.parameter('conv.weight', [8, 8, 3, 3]), undefined, {
    stride: 2,
    padding: [0, 0, 1, 1],
  })
  return g.finish({ y: g.add(x, g.named(g.upsampleNearest(h, 2), 'larger')) })
}

/** With everything the passes remove: a repeated expression, a constant one, a rename, a dead branch. */
function attentionBlock(): Graph {
  const g = createGraphBuilder('attention-block')
  const ids = g.input('ids', 'i64', ['batch', 'tokens'])
  const embedded = g.gather(g.parameter('table', [50, 12]), ids)
  const scale = g.exp(g.mul(g.constant([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [12]), g.scalar(-0.5)))
  const x = g.named(g.reshape(g.mul(embedded, scale), ['batch', 'tokens', 12]), 'embedded')
  const project = (name: string) => g.linear(g.softmax(x, 2), g.parameter(name, [12, 12]))
  const attended = g.attention(project('q'), project('k'), project('v'), { heads: 3, causal: true })
  const [value, gate] = g.split(attended, 2, [6, 6])
  g.gelu(gate!)
  const last = g.gatherTokens(g.named(value!, 'value'), g.argMax(ids, 1))
  return g.finish({ y: last, mean: g.reduceMean(g.transpose(value!, [0, 2, 1]), [2], true) })
}

/** A picture's time, as every block of a denoiser adds it. */
function timeBlock(): Graph {
  const g = createGraphBuilder('time-block')
  const x = g.input('x', 'f32', ['batch', 4, 'height', 'width'])
  const timestep = g.input('timestep', 'f32', ['batch', 1])
  const angles = g.mul(timestep, g.constant([1, 0.01], [2]))
  const time = g.concat([g.cos(angles), g.sin(angles)], 1)
  const shift = g.linear(g.silu(time), g.parameter('time.weight', [4, 4]), g.parameter('time.bias', [4]))
  const moved = g.add(x, g.reshape(shift, ['batch', 4, 1, 1]))
  const h = g.conv2d(moved, g.parameter('conv.weight', [4, 4, 1, 1]), undefined, {
    stride: 1,
    padding: [0, 0, 0, 0],
  })
  const normal = g.groupNorm(h, g.parameter('norm.weight', [4]), g.parameter('norm.bias', [4]), {
    groups: 2,
    eps: 1e-5,
  })
  // Two norms in a row read the wide values; what follows them reads the narrow ones.
  const again = g.groupNorm(normal, g.parameter('norm.weight', [4]), g.parameter('norm.bias', [4]), {
    groups: 2,
    eps: 1e-5,
  })
  return g.finish({ y: g.add(normal, g.silu(again)), h })
}

const allNarrow: HalfRules = { stored: () => 'f16', attention: 'f16' }
const wideScores: HalfRules = { stored: (name) => (name === 'q' ? 'f32' : 'f16'), attention: 'f32' }

it.each([
  ['residual-block', residualBlock()],
  ['attention-block', attentionBlock()],
  ['attention-block.optimized', optimize(attentionBlock())],
  ['attention-block.wide-scores', inHalf(optimize(attentionBlock()), wideScores)],
  ['residual-block.half', inHalf(optimize(residualBlock()), allNarrow)],
  ['time-block.half', inHalf(optimize(timeBlock()), allNarrow)],
])('%s', async (name, graph) => {
  const file = join(import.meta.dirname, 'graphs', `${name}.expected.txt`)
  await expect(print(graph)).toMatchFileSnapshot(file)
})
