// The spatial transformer of the UNet: pixels as tokens, attending to each other and to the conditioning.
import { invariant } from '../../base/errors.ts'
import type { Dim } from '../../graph/dim.ts'
import type { Value } from '../../graph/ir.ts'
import type { Layers } from './layers.ts'
import { tokensOf } from './tokens.ts'

export type TransformerOptions = {
  /** Blocks one after another. */
  readonly depth: number
  readonly heads: number
  readonly linearProjection: boolean
}

/** x [batch, c, h, w], conditioning [batch, tokens, width] → x + transformer(x). */
export function transformer(
  layers: Layers,
  path: string,
  x: Value,
  conditioning: Value,
  { depth, heads, linearProjection }: TransformerOptions,
): Value {
  const { g, apply } = layers
  const imageShape: readonly Dim[] = x.shape
  const back = (tokens: Value): Value => g.reshape(g.transpose(tokens, [0, 2, 1]), imageShape)

  let h = apply(`${path}.norm`, x)
  h = linearProjection ? apply(`${path}.proj_in`, tokensOf(g, h)) : tokensOf(g, apply(`${path}.proj_in`, h))
  for (let index = 0; index < depth; index++) {
    h = block(layers, `${path}.transformer_blocks.${index}`, h, conditioning, heads)
  }
  h = linearProjection ? back(apply(`${path}.proj_out`, h)) : apply(`${path}.proj_out`, back(h))
  return g.named(g.add(x, h), path)
}

function block(layers: Layers, path: string, x: Value, conditioning: Value, heads: number): Value {
  const { g, apply } = layers
  const own = apply(`${path}.norm1`, x)
  let h = g.add(x, attention(layers, `${path}.attn1`, own, own, heads))
  h = g.add(h, attention(layers, `${path}.attn2`, apply(`${path}.norm2`, h), conditioning, heads))
  return g.add(h, feedForward(layers, `${path}.ff`, apply(`${path}.norm3`, h)))
}

function attention({ g, apply }: Layers, path: string, x: Value, context: Value, heads: number): Value {
  const q = apply(`${path}.to_q`, x)
  const k = apply(`${path}.to_k`, context)
  const v = apply(`${path}.to_v`, context)
  return apply(`${path}.to_out.0`, g.attention(q, k, v, { heads }))
}

/** Shazeer 2020, GEGLU: one half gates the other. */
function feedForward({ g, apply }: Layers, path: string, x: Value): Value {
  const both = apply(`${path}.net.0.proj`, x)
  const axis = both.shape.length - 1
  const half = Number(both.shape[axis]) / 2
  const [value, gate] = g.split(both, axis, [half, half])
  invariant(value !== undefined && gate !== undefined, 'split in two')
  return apply(`${path}.net.2`, g.mul(value, g.gelu(gate)))
}
