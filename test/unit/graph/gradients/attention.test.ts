// The gradient of a long attention, computed in runs of queries, is that of the same products written out.
import { describe, expect, it } from 'vitest'
import { createGraphBuilder, type GraphBuilder } from '../../../../src-main/graph/builder.ts'
import { queryRuns } from '../../../../src-main/graph/gradients/attention.ts'
import { gradientOutput, gradients } from '../../../../src-main/graph/gradients/gradients.ts'
import type { Graph, Value } from '../../../../src-main/graph/ir.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { runGraph } from '../../../support/run-graph.ts'
import { tolerances } from '../../../support/tolerances.ts'

const heads = 8
const [queries, keys, width] = [1024, 2048, 4]

function graph(attend: (g: GraphBuilder, q: Value, k: Value, v: Value) => Value): Graph {
  const g = createGraphBuilder('attention')
  const of = (name: string, tokens: number): Value => g.input(name, 'f32', [1, tokens, heads * width])
  const y = attend(g, of('q', queries), of('k', keys), of('v', keys))
  return g.finish({ loss: g.reduceSum(g.mul(y, of('d', queries)), [0, 1, 2], false) })
}

function writtenOut(g: GraphBuilder, q: Value, k: Value, v: Value): Value {
  const perHead = (x: Value, tokens: number): Value =>
    g.transpose(g.reshape(x, [1, tokens, heads, width]), [0, 2, 1, 3])
  const scores = g.matMul(perHead(q, queries), g.transpose(perHead(k, keys), [0, 1, 3, 2]))
  const p = g.softmax(g.mul(scores, g.scalar(1 / Math.sqrt(width))), 3)
  const y = g.matMul(p, perHead(v, keys))
  return g.reshape(g.transpose(y, [0, 2, 1, 3]), [1, queries, heads * width])
}

describe('attention over many tokens', () => {
  it('is differentiated in several runs of equal length', () => {
    const runs = queryRuns(queries, keys, heads)
    expect(runs).toBeGreaterThan(2)
    expect(queries % runs).toBe(0)
    expect(queryRuns(77, 77, heads)).toBe(1)
    expect(queryRuns('tokens', keys, heads)).toBe(1)
  })

  it('has the gradient of the products written out', async () => {
    const random = createRandom(3)
    const feeds = Object.fromEntries(
      Object.entries({ q: queries, k: keys, v: keys, d: queries }).map(
        ([name, tokens]) => [name, random.normal([1, tokens, heads * width])] as const,
      ),
    )
    const request = [{ of: 'loss', wrt: ['q', 'k', 'v'] }]
    const inRuns = graph((g, q, k, v) => g.attention(q, k, v, { heads }))
    const made = await runGraph(gradients(inRuns, request), feeds)
    const expected = await runGraph(gradients(graph(writtenOut), request), feeds)
    for (const name of ['q', 'k', 'v'])
      expectCloseInScale(made[gradientOutput(name)], expected[gradientOutput(name)], tolerances.opF32, name)
  })
})
