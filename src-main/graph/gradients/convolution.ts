// Gradients of a convolution: back to its image by the transposed one, to its weight by products with gathered windows.
import { single } from './rule.ts'

export const convolution = {
  conv2d: single<'conv2d'>((g, dy, [x, weight, bias], _, { stride, padding }) => {
    const image = g.conv2dInputGradient(dy, weight!, { stride, padding, shape: x!.shape })
    const kernel = g.conv2dWeightGradient(x!, dy, { stride, padding, shape: weight!.shape })
    return bias ? [image, kernel, g.reduceSum(dy, [0, 2, 3], false)] : [image, kernel]
  }),
}
