// Attention over text and image together, as transformers that denoise do it: a graph whose sizes are sums of symbols.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindDims } from '../../src-main/graph/bind-dims.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { cutGraph } from '../../src-main/graph/cut-graph.ts'
import { gradientOutput, gradients } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import { expectCloseInScale } from '../support/close-arrays.ts'
import { createRandom } from '../support/random-tensor.ts'
import { interpret, type Arrays } from '../support/reference-interpreter.ts'
import { runBackwards, runBlocks } from '../support/run-blocks.ts'
import { runGraph } from '../support/run-graph.ts'
import { tolerances } from '../support/tolerances.ts'

const width = 4

/** Words [batch, words, width] and a picture [batch, width, height, width of it] look at each other. */
function network(): Graph {
  const g = createGraphBuilder('joint')
  const words = g.input('words', 'f32', ['batch', 'words', width])
  const picture = g.input('picture', 'f32', ['batch', width, 'height', 'width'])
  const pixels = g.transpose(g.reshape(picture, ['batch', width, 'height*width']), [0, 2, 1])
  const both = g.concat([words, pixels], 1)
  const project = (name: string) => g.linear(both, g.parameter(name, [width, width]))
  const attended = g.named(g.attention(project('q'), project('k'), project('v'), { heads: 2 }), 'attended')
  const [text, image] = g.split(g.add(both, attended), 1, ['words', 'height*width'])
  const output = g.reshape(g.transpose(image!, [0, 2, 1]), picture.shape)
  const loss = g.add(
    g.reduceMean(g.mul(output, output), [0, 1, 2, 3], false),
    g.reduceMean(g.mul(text!, text!), [0, 1, 2], false),
  )
  return g.finish({ output, text: text!, loss })
}

const graph = network()
const wrt = ['words', 'picture', 'q', 'v']
const learning = gradients(graph, [{ of: 'loss', wrt }])
const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 2 }),
  words: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: 1, max: 3 }),
})
type Sizes = { batch: number; words: number; height: number; width: number }

function feedsFor(at: Sizes, seed: number): Arrays {
  const random = createRandom(seed)
  return {
    words: random.normal([at.batch, at.words, width]),
    picture: random.normal([at.batch, width, at.height, at.width]),
    q: random.normal([width, width]),
    k: random.normal([width, width]),
    v: random.normal([width, width]),
  }
}

describe('joint attention', () => {
  it('has an extent that is a sum', () => {
    const attended = graph.nodes.flatMap(({ outputs }) => outputs).find(({ name }) => name === 'attended')
    expect(attended?.shape).toEqual(['batch', 'height*width+words', width])
  })

  it('computes the same with its sizes known, one by one or all', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.subarray(['batch', 'words', 'height', 'width'] as const),
        fc.nat(),
        (at, some, seed) => {
          const feeds = feedsFor(at, seed)
          const bound = bindDims(learning, Object.fromEntries(some.map((name) => [name, at[name]])))
          expect(interpret(bound, feeds)).toEqual(interpret(learning, feeds))
        },
      ),
      { numRuns: 20 },
    )
  })

  it('is its blocks, forwards and backwards, wherever it is cut', () => {
    fc.assert(
      fc.property(sizes, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), fc.nat(), (at, places, seed) => {
        const starts = new Set(places.map((place) => graph.nodes[place % graph.nodes.length]!))
        const feeds = feedsFor(at, seed)
        const blocks = cutGraph(graph, starts)
        const made = runBlocks(blocks, feeds)
        const back = runBackwards(blocks, { of: 'loss', wrt }, made)
        const expected = interpret(learning, feeds)
        for (const name of ['output', 'text', 'loss']) expect(made[name], name).toEqual(expected[name])
        for (const name of wrt)
          expectCloseInScale(back.get(name), expected[gradientOutput(name)], tolerances.pass, name)
      }),
      { numRuns: 40 },
    )
  })

  it('runs, and learns, as one compiled program for all sizes', async () => {
    for (const at of [
      { batch: 1, words: 3, height: 2, width: 3 },
      { batch: 2, words: 1, height: 1, width: 2 },
    ]) {
      const feeds = feedsFor(at, 5)
      const expected = interpret(learning, feeds)
      const actual = await runGraph(learning, feeds)
      for (const name of ['output', 'text', ...wrt.map(gradientOutput)])
        expectCloseInScale(actual[name], expected[name], tolerances.opF32, name)
    }
  })
})
