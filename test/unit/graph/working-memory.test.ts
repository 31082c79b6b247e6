// What running a network takes: full-size networks to the byte as an independent count has them, and small graphs by hand.
import { describe, expect, test } from 'vitest'
import { buildVaeDecoder } from '../../../src-main/architectures/networks/autoencoder.ts'
import { bindDims } from '../../../src-main/graph/bind-dims.ts'
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import { workingMemory, type WorkingMemory } from '../../../src-main/graph/working-memory.ts'
import { families } from '../../support/families.ts'

const lowerings = (attention: 'fused' | 'plain' | 'chunked') => ({ attention, attentionChunks: 8 })
const halves = (): number => 2
const denoisers = {
  sd1: families.sd1.published.denoiser.graph(),
  sd2: families.sd2.published.denoiser.graph(),
  sdxl: families.sdxl.published.denoiser.graph(),
}
const decoder = buildVaeDecoder(families.sdxl.published.vae!)

describe('the denoiser in half precision', () => {
  // [family, side, batch, fused, plain, its largest piece, in eight runs of queries]
  test.each([
    ['sd1', 512, 1, 52_549_632, 568_449_024, 268_435_456, 98_686_976],
    ['sd1', 512, 2, 105_099_264, 1_136_898_048, 536_870_912, 197_373_952],
    ['sd1', 768, 2, 236_171_264, 5_577_617_408, 2_717_908_992, 821_276_672],
    ['sd2', 768, 2, 236_250_112, 3_539_264_512, 1_698_693_120, 566_551_552],
    ['sdxl', 1024, 1, 134_011_392, 763_156_992, 335_544_320, 175_954_432],
    ['sdxl', 1024, 2, 268_022_784, 1_526_313_984, 671_088_640, 351_908_864],
    ['sdxl', 1536, 2, 602_256_384, 7_208_285_184, 3_397_386_240, 1_262_859_264],
  ] as const)('%s at %i², %i at a time', (family, side, batch, fused, plain, largest, chunked) => {
    const graph = bindDims(denoisers[family], { batch, height: side / 8, width: side / 8, tokens: 77 })
    const needs = (attention: 'fused' | 'plain' | 'chunked'): WorkingMemory =>
      workingMemory(graph, { lowerings: lowerings(attention), elementBytes: halves })
    expect(needs('fused').peakBytes).toBe(fused)
    expect(needs('plain')).toMatchObject({ peakBytes: plain, largestBytes: largest })
    expect(needs('chunked').peakBytes).toBe(chunked)
    // As the graph's own type has it: twice as many.
    expect(workingMemory(graph, { lowerings: lowerings('plain') }).peakBytes).toBe(2 * plain)
  })
})

test.each([
  [512, 402_653_184, 134_217_728],
  [768, 905_969_664, 301_989_888],
  [1024, 1_610_612_736, 536_870_912],
  [1536, 3_623_878_656, 1_207_959_552],
])('the autoencoder decodes %i² in half precision', (side, peak, largest) => {
  const graph = bindDims(decoder, { batch: 1, height: side / 8, width: side / 8 })
  expect(workingMemory(graph, { lowerings: lowerings('fused'), elementBytes: halves })).toEqual({
    peakBytes: peak,
    peakAt: `groupNorm [1,256,${side},${side}]`,
    largestBytes: largest,
    largestAt: `upsampleNearest [1,256,${side},${side}]`,
  })
})

describe('a small graph, by hand', () => {
  const plain = { lowerings: lowerings('plain') }

  test('a value is there until it is used last, a parameter is not counted', () => {
    const g = createGraphBuilder('chain')
    const x = g.input('x', 'f32', [10])
    const y = g.mul(g.exp(x), g.parameter('p', [10]))
    // Beside the sum: x, which is used last here, and y.
    expect(workingMemory(g.finish({ out: g.add(y, x) }), plain).peakBytes).toBe(3 * 40)
  })

  test('a reshaped value takes nothing of its own, and its bytes stay as long as it is used', () => {
    const g = createGraphBuilder('views')
    const x = g.exp(g.input('x', 'f32', [10]))
    const view = g.transpose(g.reshape(g.reshape(x, [2, 5]), [5, 2]), [1, 0])
    const sum = g.add(view, g.reshape(x, [2, 5]))
    expect(workingMemory(g.finish({ out: g.sin(sum) }), plain).peakBytes).toBe(3 * 40)
  })

  test('an output stays to the end, though nothing uses it any more', () => {
    const g = createGraphBuilder('outputs')
    const first = g.exp(g.input('x', 'f32', [10]))
    expect(workingMemory(g.finish({ first, last: g.sin(g.cos(first)) }), plain).peakBytes).toBe(3 * 40)
  })

  test('an extent that is no number is refused', () => {
    const g = createGraphBuilder('symbols')
    const graph = g.finish({ out: g.exp(g.input('x', 'f32', ['n'])) })
    expect(() => workingMemory(graph, plain)).toThrow('has the extent n')
  })
})
