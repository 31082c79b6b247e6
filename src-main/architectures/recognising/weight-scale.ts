// The scale beside a weight that was stored in fewer bits: the weight is what is stored times its scale.
import type { ErrorReport } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import { remark } from '../../messages/table.ts'
import type { TensorTable } from './tensor-table.ts'

/** ComfyUI's `scaled_fp8` files, and its later ones, as those of compressed-tensors. */
const spellings = ['scale_weight', 'weight_scale']
const weightEnding = 'weight'

/** The scale of a tensor, by its name; null where it has none. */
export function weightScale(
  { tensors, problems }: TensorTable,
  tensor: string,
): { readonly scale: string } | { readonly problem: ErrorReport } | null {
  if (!tensor.endsWith(`.${weightEnding}`)) return null
  const stem = tensor.slice(0, -weightEnding.length)
  for (const name of spellings.map((spelling) => stem + spelling)) {
    const unreadable = problems?.get(name)
    if (unreadable !== undefined) return { problem: unreadable }
    const found = tensors.get(name)
    if (found === undefined) continue
    const [outputs = 0] = tensors.get(tensor)?.shape ?? []
    const count = elementCount(found.shape)
    // One number, or one for each output.
    if (count === 1 || (count === outputs && found.shape[0] === outputs)) return { scale: name }
    return { problem: remark('tensor/unknown-scale', { name, shape: found.shape }) }
  }
  return null
}

/** Values of a tensor times its scales: one, or one for each of its rows. */
export function scaledValues(values: Float32Array, scales: Float32Array): Float32Array {
  const perScale = values.length / scales.length
  return values.map((value, at) => value * scales[Math.floor(at / perScale)]!)
}
