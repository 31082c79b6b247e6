// What a device must compute like the CPU before it is trusted: one small graph per operator, and its way around.
import type { OpConformance } from '../../contract/engine.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import {
  loweringAlternatives,
  type LoweredByChoice,
  type LoweringChoices,
} from '../../graph/lowering/choices.ts'

/** Largest error allowed, relative to the root mean square of the CPU's result (float32 both). */
export const conformanceTolerance = 1e-3

export type ConformanceCase = {
  readonly op: string
  readonly graph: Graph
  /** Other lowerings of this operator, tried in order when the device's own is wrong. */
  readonly alternatives: readonly Partial<LoweringChoices>[]
}

function conformanceCase(
  op: string,
  build: (g: GraphBuilder) => Value,
  choice?: LoweredByChoice,
): ConformanceCase {
  const g = createGraphBuilder(`conformance.${op}`)
  const others = choice === undefined ? [] : loweringAlternatives[choice].slice(1)
  return {
    op,
    graph: g.finish({ output: build(g) }),
    alternatives: others.map((way) => ({ [choice!]: way })),
  }
}

export function conformanceCases(): ConformanceCase[] {
  const image = (g: GraphBuilder) => g.input('x', 'f32', [2, 32, 8, 8])
  const tokens = (g: GraphBuilder, name = 'x') => g.input(name, 'f32', [2, 24, 32])
  /** Enough that providers take another kernel than for a few; heads as wide as those of SD 1. */
  const manyTokens = (g: GraphBuilder, name: string) => g.input(name, 'f32', [2, 64, 80])
  return [
    conformanceCase('matMul', (g) => g.matMul(tokens(g), g.input('w', 'f32', [2, 32, 24]))),
    conformanceCase('addMatMul', (g) =>
      g.addMatMul(
        g.input('c', 'f32', [48, 96]),
        g.input('a', 'f32', [48, 32]),
        g.input('b', 'f32', [32, 96]),
      ),
    ),
    conformanceCase(
      'linear',
      (g) => g.linear(tokens(g), g.input('w', 'f32', [48, 32]), g.input('b', 'f32', [48])),
      'linear',
    ),
    conformanceCase(
      'conv2d',
      (g) =>
        g.conv2d(image(g), g.input('w', 'f32', [16, 32, 3, 3]), g.input('b', 'f32', [16]), {
          stride: 1,
          padding: [1, 1, 1, 1],
        }),
      'conv2d',
    ),
    conformanceCase(
      'conv2d, stride 2',
      (g) =>
        g.conv2d(image(g), g.input('w', 'f32', [16, 32, 3, 3]), undefined, {
          stride: 2,
          padding: [0, 0, 1, 1],
        }),
      'conv2d',
    ),
    conformanceCase(
      'conv2d, 1 × 1',
      (g) =>
        g.conv2d(image(g), g.input('w', 'f32', [16, 32, 1, 1]), undefined, {
          stride: 1,
          padding: [0, 0, 0, 0],
        }),
      'conv2d',
    ),
    conformanceCase(
      'groupNorm',
      (g) =>
        g.groupNorm(image(g), g.input('w', 'f32', [32]), g.input('b', 'f32', [32]), { groups: 8, eps: 1e-5 }),
      'groupNorm',
    ),
    conformanceCase(
      'layerNorm',
      (g) => g.layerNorm(tokens(g), g.input('w', 'f32', [32]), g.input('b', 'f32', [32]), { eps: 1e-5 }),
      'layerNorm',
    ),
    conformanceCase(
      'attention',
      (g) => g.attention(manyTokens(g, 'q'), manyTokens(g, 'k'), manyTokens(g, 'v'), { heads: 2 }),
      'attention',
    ),
    conformanceCase(
      'attention, causal',
      (g) =>
        g.attention(manyTokens(g, 'q'), manyTokens(g, 'k'), manyTokens(g, 'v'), { heads: 2, causal: true }),
      'attention',
    ),
    conformanceCase('softmax', (g) => g.softmax(tokens(g), 2), 'softmax'),
    conformanceCase('silu', (g) => g.silu(tokens(g)), 'silu'),
    conformanceCase('gelu', (g) => g.gelu(tokens(g)), 'gelu'),
    conformanceCase('quickGelu', (g) => g.quickGelu(tokens(g)), 'quickGelu'),
    conformanceCase('upsampleNearest', (g) => g.upsampleNearest(image(g), 2), 'upsampleNearest'),
    conformanceCase('concat', (g) => g.concat([image(g), g.input('y', 'f32', [2, 16, 8, 8])], 1)),
    conformanceCase('transpose', (g) => g.transpose(image(g), [0, 2, 3, 1])),
    conformanceCase('add', (g) => g.add(image(g), g.input('y', 'f32', [2, 32, 1, 1]))),
    conformanceCase('mul', (g) => g.mul(image(g), g.input('y', 'f32', [2, 32, 8, 8]))),
    conformanceCase('sin', (g) => g.sin(tokens(g))),
    conformanceCase('cos', (g) => g.cos(tokens(g))),
    conformanceCase('exp', (g) => g.exp(tokens(g))),
  ]
}

/** What the CPU's results are computed with: single steps instead of fused kernels. */
export const plainLowerings: LoweringChoices = {
  linear: 'matMul',
  conv2d: 'im2col',
  groupNorm: 'reduce',
  layerNorm: 'reduce',
  attention: 'plain',
  silu: 'sigmoid',
  quickGelu: 'sigmoid',
  gelu: 'erf',
  softmax: 'exp',
  upsampleNearest: 'expand',
  conv2dInputGradient: 'transposed',
  attentionChunks: 1,
}

/** About 1.3 billion multiplications: a convolution of a UNet's upper level and a linear layer behind it. */
export function workload(): Graph {
  const g = createGraphBuilder('workload')
  const image = g.input('x', 'f32', [1, 128, 64, 64])
  const convolved = g.conv2d(image, g.input('w', 'f32', [128, 128, 3, 3]), undefined, {
    stride: 1,
    padding: [1, 1, 1, 1],
  })
  const rows = g.transpose(g.reshape(convolved, [1, 128, 4096]), [0, 2, 1])
  return g.finish({ output: g.linear(rows, g.input('l', 'f32', [1280, 128])) })
}

/** The device's lowerings with every alternative that its check had to choose. */
export function loweringsAround(base: LoweringChoices, results: readonly OpConformance[]): LoweringChoices {
  const chosen: Record<string, unknown> = { ...base }
  for (const { passed, lowering } of results) {
    if (!passed || lowering === '') continue
    for (const choice of lowering.split(', ')) {
      const [name, value] = choice.split('=')
      if (name !== undefined && name in chosen) chosen[name] = value
    }
  }
  return chosen as LoweringChoices
}

export function describeLowering(choices: Partial<LoweringChoices>): string {
  return Object.entries(choices)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(', ')
}
