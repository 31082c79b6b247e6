// The sizes of a text encoder, read off its tensors.
import { AppError } from '../../base/errors.ts'
import type { TextEncoderConfig } from '../families/config.ts'
import type { TextEncoderRule } from '../families/family.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import { settingsFileOf, settingsOf } from '../recognising/folder-settings.ts'
import { shapeReader } from './shape-reader.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'

/** Heads of CLIP text encoders are this wide, where a folder does not say otherwise. */
const headWidth = 64

/** As transformers calls them. */
const activations: ReadonlyMap<unknown, TextEncoderConfig['activation']> = new Map([
  ['quick_gelu', 'quickGelu'],
  ['gelu', 'gelu'],
])

const hfNames = {
  tokens: 'text_model.embeddings.token_embedding.weight',
  positions: 'text_model.embeddings.position_embedding.weight',
  layer: (index: number) => `text_model.encoder.layers.${index}.mlp.fc1.weight`,
}
const openClipNames = {
  tokens: 'token_embedding.weight',
  positions: 'positional_embedding',
  layer: (index: number) => `transformer.resblocks.${index}.mlp.c_fc.weight`,
}

export function readTextEncoder(
  table: TensorTable,
  layout: ComponentLayout,
  rule: TextEncoderRule,
): TextEncoderConfig {
  const { shape, count } = shapeReader(table, layout)
  const openClip = layout.style === 'single'
  const names = openClip ? openClipNames : hfNames
  const cut = (name: string): string =>
    name.slice(name.startsWith(layout.omit ?? '') ? (layout.omit ?? '').length : 0)

  const [vocabulary = 0, width = 0] = shape(cut(names.tokens)) ?? []
  const positions = shape(cut(names.positions))?.[0] ?? 0
  const mlpWidth = shape(cut(names.layer(0)))?.[0] ?? 0
  const blocks = count((index) => cut(names.layer(index)))
  // OpenCLIP's files hold the blocks a family leaves out, Hugging Face's were mostly written without them.
  const { trainedLayers = 0, dropped } = rule
  const holdsDropped = openClip ? blocks !== trainedLayers - dropped : blocks === trainedLayers
  const layers = holdsDropped ? blocks - dropped : blocks
  const projection = openClip ? shape('text_projection')?.[1] : shape('text_projection.weight')?.[0]
  const settings = settingsOf(table, settingsFileOf(rule.component))
  const { num_attention_heads: saidHeads, hidden_act: saidActivation } = settings
  const heads = typeof saidHeads === 'number' ? saidHeads : Math.max(1, width / headWidth)
  if (vocabulary < 2 || positions < 2 || layers < 1 || !Number.isInteger(heads) || width % heads !== 0) {
    const details = { vocabulary, positions, width, layers, heads }
    throw new AppError('checkpoint/unusual-sizes', { part: 'encoder' }, { details })
  }
  return {
    component: rule.component,
    activation: activations.get(saidActivation) ?? rule.activation,
    dropped: rule.dropped,
    outputFromEnd: rule.outputFromEnd,
    outputNorm: rule.outputNorm,
    padding: rule.padding,
    tokenizer: rule.tokenizer,
    width,
    layers,
    heads,
    mlpWidth,
    vocabulary,
    positions,
    pooledWidth: rule.pooled ? (projection ?? width) : null,
  }
}
