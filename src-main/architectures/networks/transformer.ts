// The spatial transformer of the UNet: pixels as tokens, attending to each other and to the conditioning.
import { invariant } from '../../base/errors.ts'
import type { Dim } from '../../graph/dim.ts'
import type { Value } from '../../graph/ir.ts'
import { conv, groupNorm, layerNorm, linear, partOf, type BlockName } from '../modules/module.ts'
import type { Layer, Layers } from './layers.ts'
import { tokensOf } from './tokens.ts'

const eps = 1e-6

export type TransformerOptions = {
  /** Blocks one after another. */
  readonly depth: number
  readonly heads: number
  readonly linearProjection: boolean
}

/** x [batch, c, h, w], conditioning [batch, tokens, width] → x + transformer(x). */
export function transformer(
  layers: Layers,
  name: BlockName,
  x: Value,
  conditioning: Value,
  { depth, heads, linearProjection }: TransformerOptions,
): Value {
  const { g, use } = layers
  const imageShape: readonly Dim[] = x.shape
  const width = Number(x.shape[1])
  const back = (tokens: Value): Value => g.reshape(g.transpose(tokens, [0, 2, 1]), imageShape)
  const projection = (part: string): Layer =>
    use(
      linearProjection ? linear(partOf(name, part), width, width) : conv(partOf(name, part), width, width, 1),
    )

  const norm = use(groupNorm(partOf(name, 'norm'), width, eps))
  const projectIn = projection('proj_in')
  let h = norm(x)
  h = linearProjection ? projectIn(tokensOf(g, h)) : tokensOf(g, projectIn(h))
  for (let index = 0; index < depth; index++) {
    h = block(layers, partOf(name, `transformer_blocks.${index}`), h, conditioning, heads)
  }
  const projectOut = projection('proj_out')
  h = linearProjection ? back(projectOut(h)) : projectOut(back(h))
  return g.named(g.add(x, h), name.path)
}

function block(layers: Layers, name: BlockName, x: Value, conditioning: Value, heads: number): Value {
  const { g, use } = layers
  const norm = (part: string): Layer => use(layerNorm(partOf(name, part), widthOf(x)))
  const own = norm('norm1')(x)
  let h = g.add(x, attention(layers, partOf(name, 'attn1'), own, own, heads))
  const asked = norm('norm2')(h)
  h = g.add(h, attention(layers, partOf(name, 'attn2'), asked, conditioning, heads))
  const normal = norm('norm3')(h)
  return g.add(h, feedForward(layers, partOf(name, 'ff'), normal))
}

function attention({ g, use }: Layers, name: BlockName, x: Value, context: Value, heads: number): Value {
  const width = widthOf(x)
  const q = use(linear(partOf(name, 'to_q'), width, width, false))(x)
  const k = use(linear(partOf(name, 'to_k'), widthOf(context), width, false))(context)
  const v = use(linear(partOf(name, 'to_v'), widthOf(context), width, false))(context)
  const out = use(linear(partOf(name, 'to_out.0'), width, width))
  return out(g.attention(q, k, v, { heads }))
}

/** Shazeer 2020, GEGLU: one half gates the other. */
function feedForward({ g, use }: Layers, name: BlockName, x: Value): Value {
  const width = widthOf(x)
  const both = use(linear(partOf(name, 'net.0.proj'), width, 8 * width))(x)
  const [value, gate] = g.split(both, both.shape.length - 1, [4 * width, 4 * width])
  invariant(value !== undefined && gate !== undefined, 'split in two')
  const out = use(linear(partOf(name, 'net.2'), 4 * width, width))
  return out(g.mul(value, g.gelu(gate)))
}

const widthOf = (x: Value): number => Number(x.shape.at(-1))
