// The CLIP text encoder: token ids in, conditioning (and the pooled vector) out.
import { AppError } from '../../base/errors.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { TextEncoderConfig } from '../families/config.ts'
import { layersOf, type Layers } from './layers.ts'
import { textModules } from '../modules/text-modules.ts'

export type TextEncoderOptions = {
  /** Which hidden state from the end conditions the UNet, 1 the last; the family's own choice when left out. */
  readonly fromEnd?: number
  /** Whether places of the text can hold learned vectors; without it there are no inputs for them. */
  readonly words?: boolean
}

/** Inputs of a text encoder with learned words. */
export const wordInputs = { vectors: 'words', rows: 'wordRows', places: 'wordPlaces' } as const

/** How many blocks run before the conditioning is taken; `text/clip-skip` when there are not that many. */
export function conditioningLayer(config: TextEncoderConfig, fromEnd = config.outputFromEnd): number {
  const layer = config.layers + config.dropped - (fromEnd - 1)
  if (layer < 1) {
    const deepest = config.layers + config.dropped
    throw new AppError('text/clip-skip', `Clip skip ${fromEnd} is more than this text encoder has layers.`, {
      hint: `Choose a clip skip from 1 to ${deepest}.`,
    })
  }
  return layer
}

/**
 * Input: `ids` i64 [batch, tokens], a whole chunk of `config.positions` (77) tokens with start, end and padding.
 * With `words` also `words` [words, width], and for every token `wordRows` i64 [batch, tokens], its row there, and
 * `wordPlaces` [batch, tokens, 1]: 1 where that row counts instead of the vocabulary's, else 0.
 * Outputs: `conditioning` [batch, tokens, width], and `pooled` [batch, pooledWidth] where the encoder has one.
 */
export function buildTextEncoder(config: TextEncoderConfig, options: TextEncoderOptions = {}): Graph {
  const g = createGraphBuilder(config.component)
  const ids = g.input('ids', 'i64', ['batch', config.positions])
  const layers = layersOf(g, config.component, textModules(config))
  const { apply } = layers

  const conditionAt = conditioningLayer(config, options.fromEnd)
  const lastNeeded = config.pooledWidth === null ? conditionAt : config.layers
  let x = embed(layers, ids, options.words ?? false)
  let conditioning = x
  for (let index = 0; index < lastNeeded; index++) {
    x = g.named(block(layers, `text_model.encoder.layers.${index}`, x, config), `layers.${index}`)
    if (index + 1 === conditionAt) conditioning = x
  }
  if (config.outputNorm) conditioning = apply('text_model.final_layer_norm', conditioning)
  if (config.pooledWidth === null) return g.finish({ conditioning })

  // The end marker has the largest id; padding repeats it, and the first one counts.
  const end = g.argMax(ids, 1)
  const pooled = g.gatherTokens(apply('text_model.final_layer_norm', x), end)
  return g.finish({ conditioning, pooled: apply('text_projection', pooled) })
}

function embed({ g, apply, weight }: Layers, ids: Value, words: boolean): Value {
  const known = apply('text_model.embeddings.token_embedding', ids)
  const tokens = words ? placeWords(g, known) : known
  // The position table has one row per token of a chunk, so it is added as it is.
  return g.add(tokens, weight('text_model.embeddings.position_embedding'))
}

/** Products with 1 and 0, so that every token keeps its own numbers bit for bit. */
function placeWords(g: GraphBuilder, known: Value): Value {
  const [batch = 1, tokens = 1, width = 1] = known.shape
  const vectors = g.input(wordInputs.vectors, 'f32', ['words', width])
  const rows = g.input(wordInputs.rows, 'i64', [batch, tokens])
  const places = g.input(wordInputs.places, 'f32', [batch, tokens, 1])
  const others = g.sub(g.scalar(1), places)
  return g.add(g.mul(known, others), g.mul(g.gather(vectors, rows), places))
}

function block({ g, apply }: Layers, path: string, x: Value, config: TextEncoderConfig): Value {
  const h = apply(`${path}.layer_norm1`, x)
  const q = apply(`${path}.self_attn.q_proj`, h)
  const k = apply(`${path}.self_attn.k_proj`, h)
  const v = apply(`${path}.self_attn.v_proj`, h)
  const attended = g.attention(q, k, v, { heads: config.heads, causal: true })
  const y = g.add(x, apply(`${path}.self_attn.out_proj`, attended))

  const inner = apply(`${path}.mlp.fc1`, apply(`${path}.layer_norm2`, y))
  const activated = config.activation === 'quickGelu' ? g.quickGelu(inner) : g.gelu(inner)
  return g.add(y, apply(`${path}.mlp.fc2`, activated))
}
