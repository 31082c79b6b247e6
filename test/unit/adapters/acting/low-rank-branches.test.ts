import { expect, test } from 'vitest'
import {
  addLowRankBranches,
  branchParameter,
} from '../../../../src-main/adapters/acting/low-rank-branches.ts'
import { createGraphBuilder } from '../../../../src-main/graph/builder.ts'
import { elementCount } from '../../../../src-main/base/shape.ts'
import { fromData, type Array64 } from '../../../support/array64.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { interpret } from '../../../support/reference-interpreter.ts'
import { tolerances } from '../../../support/tolerances.ts'

const conv = [4, 3, 3, 3]
const wave = (shape: readonly number[], phase: number): Array64 =>
  fromData(
    Array.from({ length: elementCount(shape) }, (_, i) => Math.sin(i + phase)),
    [...shape],
  )

/** The layer's weight is used twice, and the second time on what the first made. */
function network() {
  const g = createGraphBuilder('small')
  const x = g.input('x', 'f32', [2, 5])
  const square = g.parameter('unet.square.weight', [5, 5])
  const hidden = g.linear(g.linear(x, square), square)
  const image = g.input('image', 'f32', [1, 3, 4, 4])
  const weight = g.parameter('unet.conv.weight', conv)
  const options = { stride: 2, padding: [1, 1, 1, 1] } as const
  return g.finish({ linear: g.silu(hidden), conv: g.conv2d(image, weight, undefined, options) })
}

/** W + Σ amount · up · down. */
function mergedWeight(
  base: Array64,
  pairs: readonly { up: Array64; down: Array64; amount: number }[],
): Array64 {
  const columns = elementCount(base.shape) / base.shape[0]!
  const data = Array.from(base.data, (value, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns]
    return pairs.reduce((sum, { up, down, amount }) => {
      const rank = down.shape[0]!
      const product = Array.from(
        { length: rank },
        (_, k) => up.data[row * rank + k]! * down.data[k * columns + column]!,
      )
      return sum + amount * product.reduce((a, b) => a + b, 0)
    }, value)
  })
  return fromData(data, [...base.shape])
}

test('branches beside layers compute what merged weights would', () => {
  const shapes = { 'unet.square.weight': [5, 5], 'unet.conv.weight': conv }
  const ranks = new Map([
    ['unet.square.weight', [2, 3]],
    ['unet.conv.weight', [2]],
  ])
  const amounts = [0.5, -1.5, 0.25]
  const feeds: Record<string, Array64> = {
    x: wave([2, 5], 0),
    image: wave([1, 3, 4, 4], 1),
    [branchParameter.amounts('unet')]: fromData(amounts, [3]),
  }
  const merged: Record<string, Array64> = { ...feeds }
  let slot = 0
  for (const [name, shape] of Object.entries(shapes)) {
    feeds[name] = wave(shape, 2)
    const pairs = ranks.get(name)!.map((rank, index) => {
      const kernel = shape.slice(2)
      const up = wave([shape[0]!, rank, ...kernel.map(() => 1)], 3 + index)
      const down = wave([rank, ...shape.slice(1)], 5 + index)
      feeds[branchParameter.up(name, index)] = up
      feeds[branchParameter.down(name, index)] = down
      return { up, down, amount: amounts[slot++]! }
    })
    merged[name] = mergedWeight(feeds[name], pairs)
  }
  const graph = network()
  const expected = interpret(graph, merged)
  const actual = interpret(addLowRankBranches(graph, 'unet', ranks), feeds)
  for (const name of ['linear', 'conv'])
    expectCloseInScale(actual[name], expected[name], tolerances.opF32, name)
  expect(addLowRankBranches(graph, 'unet', new Map())).toBe(graph)
})
