import { describe, expect, it } from 'vitest'
import { createGraphBuilder, type GraphBuilder } from '../../../src-main/graph/builder.ts'
import type { Value } from '../../../src-main/graph/ir.ts'

const withImage = (): { g: GraphBuilder; x: Value } => {
  const g = createGraphBuilder('test')
  return { g, x: g.input('x', 'f32', ['batch', 8, 'height', 'width']) }
}

describe('values', () => {
  it('hands out the same parameter for the same name', () => {
    const { g } = withImage()
    expect(g.parameter('w', [2, 3])).toBe(g.parameter('w', [2, 3]))
    expect(() => g.parameter('w', [3, 2])).toThrow('w is [2,3] and [3,2]')
  })
  it('gives a made value its name and renames what already has one', () => {
    const { g, x } = withImage()
    const made = g.silu(x)
    expect(g.named(made, 'block')).toBe(made)
    expect(made.name).toBe('block')
    const again = g.named(made, 'alias')
    expect(again).not.toBe(made)
    expect([made.name, again.name]).toEqual(['block', 'alias'])
    expect(g.named(x, 'latent').name).toBe('latent')
    expect(() => g.named(g.silu(x), 'block')).toThrow('two values are called "block"')
  })
  it('keeps one constant for one scalar', () => {
    const { g, x } = withImage()
    const graph = g.finish({ y: g.add(g.mul(x, g.scalar(2)), g.scalar(2)) })
    expect(graph.constants).toHaveLength(1)
  })
  it('refuses a constant of the wrong size', () => {
    expect(() => withImage().g.constant([1, 2], [3])).toThrow('has 2 elements')
  })
})

describe('shapes', () => {
  it.each<[string, (g: GraphBuilder, x: Value) => Value, readonly (number | string)[]]>([
    [
      'conv2d',
      (g, x) => g.conv2d(x, g.parameter('w', [4, 8, 3, 3]), undefined, { stride: 2, padding: [1, 1, 1, 1] }),
      ['batch', 4, 'height/2', 'width/2'],
    ],
    ['reshape', (g, x) => g.reshape(x, ['batch', 8, 'width*height']), ['batch', 8, 'height*width']],
    ['transpose', (g, x) => g.transpose(x, [0, 3, 1, 2]), ['batch', 'width', 8, 'height']],
    ['upsampleNearest', (g, x) => g.upsampleNearest(x, 2), ['batch', 8, '2*height', '2*width']],
    ['concat', (g, x) => g.concat([x, x], 1), ['batch', 16, 'height', 'width']],
    ['slice', (g, x) => g.slice(x, 1, 2, 5), ['batch', 3, 'height', 'width']],
    ['reduceMean', (g, x) => g.reduceMean(x, [1, 2], false), ['batch', 'width']],
    ['broadcast', (g, x) => g.mul(g.parameter('s', [8, 1, 1]), x), ['batch', 8, 'height', 'width']],
    ['matMul', (g, x) => g.matMul(x, g.transpose(x, [0, 1, 3, 2])), ['batch', 8, 'height', 'height']],
  ])('%s', (_, build, shape) => {
    const { g, x } = withImage()
    expect(build(g, x).shape).toEqual(shape)
  })
})

describe('refuses', () => {
  const none = { stride: 1, padding: [0, 0, 0, 0] } as const
  it.each<[string, (g: GraphBuilder, x: Value) => unknown, string]>([
    ['shapes that do not broadcast', (g, x) => g.add(x, g.parameter('w', [3])), 'do not broadcast'],
    [
      'a weight for other channels',
      (g, x) => g.conv2d(x, g.parameter('w', [4, 3, 1, 1]), undefined, none),
      '8 channels meet a weight for 3',
    ],
    [
      'a bias of another width',
      (g, x) => g.conv2d(x, g.parameter('w', [4, 8, 1, 1]), g.parameter('b', [5]), none),
      'the bias is [5], expected [4]',
    ],
    [
      'groups that do not divide',
      (g, x) => g.groupNorm(x, g.parameter('w', [8]), g.parameter('b', [8]), { groups: 3, eps: 1 }),
      'do not form 3 groups',
    ],
    ['a reshape to another size', (g, x) => g.reshape(x, ['batch', 8, 'height']), 'different sizes'],
    ['an axis twice', (g, x) => g.transpose(x, [0, 1, 1, 2]), 'does not permute'],
    ['parts that do not add up', (g, x) => g.split(x, 1, [3, 4]), 'do not make up 8'],
    ['a slice past the end', (g, x) => g.slice(x, 1, 4, 9), '4 to 9 is outside of 8'],
    ['a slice of an unknown extent', (g, x) => g.slice(x, 2, 0, 4), 'the extent is not known'],
    ['a missing axis', (g, x) => g.softmax(x, 4), 'has no axis 4'],
    [
      'heads that do not divide',
      (g) => {
        const q = g.input('q', 'f32', [1, 4, 10])
        return g.attention(q, q, q, { heads: 3 })
      },
      'does not divide into 3 heads',
    ],
    [
      'indices that are not integers',
      (g, x) => g.gather(g.parameter('t', [3, 4]), x),
      'indices are i64, not f32',
    ],
    ['mixed dtypes', (g, x) => g.add(x, g.cast(x, 'i64')), 'dtypes f32, i64 differ'],
    ['a sine of integers', (g, x) => g.sin(g.cast(x, 'i64')), 'i64 is no floating-point dtype'],
    ['a matrix of another height', (g, x) => g.matMul(x, g.parameter('w', [3, 4])), 'width is not 3'],
  ])('%s', (_, build, message) => {
    const { g, x } = withImage()
    expect(() => build(g, x)).toThrow(message)
  })
})
