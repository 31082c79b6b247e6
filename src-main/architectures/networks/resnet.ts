// The residual block shared by the UNet (with a time embedding) and the autoencoder (without).
import type { Value } from '../../graph/ir.ts'
import type { Layers } from './layers.ts'

/** x [batch, in, h, w] → [batch, out, h, w]; `time` is the embedding after its SiLU, [batch, timeWidth]. */
export function resnet({ g, apply, has }: Layers, path: string, x: Value, time?: Value): Value {
  let h = apply(`${path}.conv1`, g.silu(apply(`${path}.norm1`, x)))
  if (time !== undefined) {
    const shift = apply(`${path}.time_emb_proj`, time)
    h = g.add(h, g.reshape(shift, [...shift.shape, 1, 1]))
  }
  h = apply(`${path}.conv2`, g.silu(apply(`${path}.norm2`, h)))
  const skip = has(`${path}.conv_shortcut`) ? apply(`${path}.conv_shortcut`, x) : x
  return g.named(g.add(skip, h), path)
}
