// The residual block shared by the UNet (with a time embedding) and the autoencoder (without).
import type { Value } from '../../graph/ir.ts'
import { conv, groupNorm, linear, partOf, type BlockName } from '../modules/module.ts'
import type { Layers } from './layers.ts'

export type ResnetOptions = {
  readonly outputs: number
  readonly eps: number
  /** What its parts are called in single files; the others are called as their paths. */
  readonly single: Readonly<Record<string, string>>
  /** The embedding after its SiLU, [batch, timeWidth]. */
  readonly time?: Value
}

/** x [batch, in, h, w] → [batch, outputs, h, w]. */
export function resnet(
  { g, use }: Layers,
  block: BlockName,
  x: Value,
  { outputs, eps, single, time }: ResnetOptions,
): Value {
  const inputs = Number(x.shape[1])
  const part = (name: string): BlockName => partOf(block, name, single[name])

  const norm1 = use(groupNorm(part('norm1'), inputs, eps))
  const conv1 = use(conv(part('conv1'), inputs, outputs, 3))
  let h = conv1(g.silu(norm1(x)))
  if (time !== undefined) {
    const shift = use(linear(part('time_emb_proj'), Number(time.shape[1]), outputs))(time)
    h = g.add(h, g.reshape(shift, [...shift.shape, 1, 1]))
  }
  const norm2 = use(groupNorm(part('norm2'), outputs, eps))
  const conv2 = use(conv(part('conv2'), outputs, outputs, 3))
  h = conv2(g.silu(norm2(h)))
  const skip = inputs === outputs ? x : use(conv(part('conv_shortcut'), inputs, outputs, 1))(x)
  return g.named(g.add(skip, h), block.path)
}
