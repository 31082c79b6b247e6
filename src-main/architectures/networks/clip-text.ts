// The CLIP text encoder: token ids in, conditioning (and the pooled vector) out.
import { AppError } from '../../base/errors.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Graph, Value } from '../../graph/ir.ts'
import type { TextEncoderConfig } from '../families/config.ts'
import { embedding, layerNorm, linear } from '../modules/module.ts'
import { layersOf, moduleList, type Layer, type Layers } from './layers.ts'

export type TextEncoderOptions = {
  /** Which hidden state from the end conditions the UNet, 1 the last; the family's own choice when left out. */
  readonly fromEnd?: number
  /** Whether places of the text can hold learned vectors; only then the graph has inputs for them. */
  readonly words?: boolean
}

/** Inputs of a text encoder with learned words. */
export const wordInputs = { vectors: 'words', rows: 'wordRows', places: 'wordPlaces' } as const

/** How many blocks run before the conditioning is taken; `text/clip-skip` when there are not that many. */
export function conditioningLayer(config: TextEncoderConfig, fromEnd = config.outputFromEnd): number {
  const layer = config.layers + config.dropped - (fromEnd - 1)
  if (layer < 1) {
    throw new AppError('text/clip-skip', { clipSkip: fromEnd, most: config.layers + config.dropped })
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
  return g.finish(textEncoder(layersOf(g, config.component), config, options))
}

/** All that was trained, also blocks that nothing reads. */
export const textModules = moduleList<TextEncoderConfig>(({ component }) => component, textEncoder)

function textEncoder(
  layers: Layers,
  config: TextEncoderConfig,
  options: TextEncoderOptions = {},
): Record<string, Value> {
  const { g, use } = layers
  const { width, pooledWidth } = config
  const ids = g.input('ids', 'i64', ['batch', config.positions])
  const conditionAt = conditioningLayer(config, options.fromEnd)
  const lastNeeded = pooledWidth === null ? conditionAt : config.layers
  let x = embed(layers, config, ids, options.words ?? false)
  let conditioning = x
  for (let index = 0; index < config.layers; index++) {
    const run = block(layers, index, config)
    if (index >= lastNeeded) continue
    x = g.named(run(x), `layers.${index}`)
    if (index + 1 === conditionAt) conditioning = x
  }
  const finalNorm = use(layerNorm({ path: 'text_model.final_layer_norm', single: 'ln_final' }, width))
  if (config.outputNorm) conditioning = finalNorm(conditioning)
  if (pooledWidth === null) return { conditioning }

  const projection = use(
    linear(
      { path: 'text_projection', single: { path: 'text_projection', bare: true, transposed: true } },
      width,
      pooledWidth,
      false,
    ),
  )
  // The end marker has the largest id; padding repeats it, and the first one counts.
  const end = g.argMax(ids, 1)
  return { conditioning, pooled: projection(g.gatherTokens(finalNorm(x), end)) }
}

function embed({ g, use, useWeight }: Layers, config: TextEncoderConfig, ids: Value, words: boolean): Value {
  const tokenTable = { path: 'text_model.embeddings.token_embedding', single: 'token_embedding' }
  const positionTable = {
    path: 'text_model.embeddings.position_embedding',
    single: { path: 'positional_embedding', bare: true },
  } as const
  const token = use(embedding(tokenTable, config.vocabulary, config.width))
  const positions = useWeight(embedding(positionTable, config.positions, config.width))
  const known = token(ids)
  const tokens = words ? placeWords(g, known) : known
  // The position table has one row per token of a chunk, so it is added as it is.
  return g.add(tokens, positions())
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

/** Declares a block, and says how it runs. OpenCLIP keeps queries, keys and values as thirds of one tensor. */
function block({ g, use }: Layers, index: number, config: TextEncoderConfig): (x: Value) => Value {
  const { width, mlpWidth, heads, activation } = config
  const path = `text_model.encoder.layers.${index}`
  const single = `transformer.resblocks.${index}`
  const third = (name: string, place: number): Layer => {
    const rows = [place * width, (place + 1) * width] as const
    const fused = { path: `${single}.attn.in_proj`, rows }
    return use(linear({ path: `${path}.self_attn.${name}`, single: fused }, width, width))
  }
  const norm1 = use(layerNorm({ path: `${path}.layer_norm1`, single: `${single}.ln_1` }, width))
  const [toQ, toK, toV] = [third('q_proj', 0), third('k_proj', 1), third('v_proj', 2)]
  const outName = { path: `${path}.self_attn.out_proj`, single: `${single}.attn.out_proj` }
  const out = use(linear(outName, width, width))
  const norm2 = use(layerNorm({ path: `${path}.layer_norm2`, single: `${single}.ln_2` }, width))
  const up = use(linear({ path: `${path}.mlp.fc1`, single: `${single}.mlp.c_fc` }, width, mlpWidth))
  const down = use(linear({ path: `${path}.mlp.fc2`, single: `${single}.mlp.c_proj` }, mlpWidth, width))
  return (x) => {
    const h = norm1(x)
    const attended = g.attention(toQ(h), toK(h), toV(h), { heads, causal: true })
    const y = g.add(x, out(attended))
    const inner = up(norm2(y))
    return g.add(y, down(activation === 'quickGelu' ? g.quickGelu(inner) : g.gelu(inner)))
  }
}
