// A graph bound to sizes computes what the symbolic one computes at these sizes, whichever symbols are bound.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindDims } from '../../src-main/graph/bind-dims.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { bindDim } from '../../src-main/graph/dim.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { gradients } from '../../src-main/graph/gradients/gradients.ts'
import { evaluateDim } from '../support/evaluate-dim.ts'
import { createRandom } from '../support/random-tensor.ts'
import { interpret } from '../support/reference-interpreter.ts'

/**
 * Everything that has extents among its attributes: reshapes, a slice, an
 * expansion, gradients of convolutions and tokens.
 */
function network(): Graph {
  const g = createGraphBuilder('bound')
  const x = g.input('x', 'f32', ['batch', 2, 'height', 'width'])
  const half = g.conv2d(x, g.parameter('w', [4, 2, 3, 3]), undefined, { stride: 2, padding: [1, 1, 1, 1] })
  const tokens = g.transpose(g.reshape(half, ['batch', 4, 'height*width/4']), [0, 2, 1])
  const attended = g.attention(tokens, tokens, tokens, { heads: 2 })
  const picked = g.gatherTokens(attended, g.input('index', 'i64', ['batch']))
  const sliced = g.slice(attended, 1, 0, 'height*width/4')
  const sum = g.add(sliced, g.expand(g.reshape(picked, ['batch', 1, 4]), sliced.shape))
  return g.finish({ loss: g.reduceMean(g.mul(sum, sum), [0, 1, 2], false), sum })
}

const graph = gradients(network(), [{ of: 'loss', wrt: ['x', 'w'] }])
const size = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 3 }).map((half) => 2 * half),
  width: fc.integer({ min: 1, max: 3 }).map((half) => 2 * half),
})
const symbols = ['batch', 'height', 'width'] as const

describe('bindDims', () => {
  it('keeps what a graph computes', () => {
    fc.assert(
      fc.property(size, fc.subarray([...symbols]), fc.nat({ max: 1000 }), (sizes, names, seed) => {
        const random = createRandom(seed)
        const { batch, height, width } = sizes
        const feeds = {
          x: random.normal([batch, 2, height, width]),
          w: random.normal([4, 2, 3, 3]),
          index: random.integers([batch], (height * width) / 4),
        }
        const bound = bindDims(graph, Object.fromEntries(names.map((name) => [name, sizes[name]])))
        expect(interpret(bound, feeds)).toEqual(interpret(graph, feeds))
        const left = JSON.stringify([bound.nodes, bound.inputs])
        for (const name of names) expect(left).not.toContain(name)
      }),
      { numRuns: 40 },
    )
  })

  it('refuses a symbol that no input has, and sizes the graph cannot have', () => {
    expect(() => bindDims(graph, { depth: 2 })).toThrow('no symbol "depth"')
    expect(() => bindDims(graph, { height: 3, width: 2 })).toThrow('invariant')
  })
})

describe('bindDim', () => {
  it('agrees with evaluating at once, one symbol after the other', () => {
    fc.assert(
      fc.property(size, (sizes) => {
        for (const dim of ['height*width/4', 'batch*height/2', 'height*height*width/8', 'batch', 12]) {
          const stepwise = symbols.reduce<string | number>(
            (at, name) => bindDim(at, { [name]: sizes[name] }),
            dim,
          )
          expect(stepwise).toBe(evaluateDim(dim, sizes))
        }
      }),
    )
  })
})
