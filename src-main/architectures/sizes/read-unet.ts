// The sizes of a UNet, read off the shapes and names of its tensors.
import { AppError } from '../../base/errors.ts'
import type { UNetConfig } from '../families/config.ts'
import type { ComponentLayout } from '../recognising/layout.ts'
import { settingsFileOf, settingsOf, type Settings } from '../recognising/folder-settings.ts'
import { dividesIntoHeads } from '../networks/heads.ts'
import { normGroups, type BlockName } from '../modules/module.ts'
import { shapeReader } from './shape-reader.ts'
import type { TensorTable } from '../recognising/tensor-table.ts'
import {
  downAttention,
  downResnet,
  downsampler,
  middleAttention,
  middleResnet,
  unetResnetNames,
  unetRootNames,
  upAttention,
} from '../modules/unet-names.ts'

/** What the first look shows, before the family is known. */
export type UNetOutline = {
  readonly inChannels: number
  readonly modelChannels: number
  /** Null when no block has a transformer. */
  readonly contextWidth: number | null
  readonly linearProjection: boolean
  /** Inputs of the added-conditioning layer (2816 in SDXL); null where there is none. */
  readonly addedWidth: number | null
}

/** What the shapes of a UNet cannot tell. */
export type UNetRules = {
  readonly heads: UNetConfig['heads']
  readonly linearProjection: boolean
  /** Numbers of a picture's frame in the added vector. */
  readonly idCount: number
}

type UNetReader = {
  readonly layers: number
  readonly levels: number
  shape(block: BlockName, name: string): readonly number[] | undefined
  depth(attention: BlockName): number
}

export function outlineUNet(table: TensorTable, layout: ComponentLayout): UNetOutline {
  const reader = readerOf(table, layout)
  const attention = firstAttention(reader)
  const convIn = reader.shape(unetRootNames.convIn, 'weight')
  return {
    inChannels: convIn?.[1] ?? 0,
    modelChannels: convIn?.[0] ?? 0,
    contextWidth:
      attention && (reader.shape(attention, 'transformer_blocks.0.attn2.to_k.weight')?.[1] ?? null),
    linearProjection: attention !== null && reader.shape(attention, 'proj_in.weight')?.length === 2,
    addedWidth: reader.shape(unetRootNames.added1, 'weight')?.[1] ?? null,
  }
}

/** `pooledWidth`: of the text encoder that makes the pooled vector, where the network takes one. */
export function readUNet(
  table: TensorTable,
  layout: ComponentLayout,
  rules: UNetRules,
  pooledWidth: number | null,
): UNetConfig {
  const reader = readerOf(table, layout)
  const { layers, levels } = reader
  const outline = outlineUNet(table, layout)
  const time = reader.shape(unetRootNames.time1, 'weight')
  const indices = (length: number): number[] => Array.from({ length }, (_, index) => index)
  const depths = (level: number, blocks: number, name: typeof downAttention): number[] =>
    indices(blocks).map((index) => reader.depth(name(layers, level, index)))
  const norm2 = layout.style === 'single' ? unetResnetNames.norm2 : 'norm2'

  const channels = indices(levels).map((level) =>
    positive(reader.shape(downResnet(layers, level, 0), `${norm2}.weight`)?.[0]),
  )
  const middleDepth = reader.depth(middleAttention)
  const config: UNetConfig = {
    inChannels: outline.inChannels,
    outChannels: positive(reader.shape(unetRootNames.convOut, 'weight')?.[0]),
    channels,
    layers,
    downDepths: indices(levels).map((level) => depths(level, layers, downAttention)),
    upDepths: indices(levels).map((step) => depths(step, layers + 1, upAttention)),
    middle: {
      resnets: [0, 1].filter((index) => reader.shape(middleResnet(index), `${norm2}.weight`) !== undefined)
        .length,
      depth: middleDepth === 0 ? null : middleDepth,
    },
    contextWidth: positive(outline.contextWidth ?? undefined),
    heads: saidHeads(settingsOf(table, settingsFileOf('unet')), channels) ?? rules.heads,
    linearProjection: rules.linearProjection,
    sinusoidWidth: positive(time?.[1]),
    timeWidth: positive(time?.[0]),
    added: addedSizes(outline.addedWidth, pooledWidth, rules.idCount),
  }
  checkWidths(config)
  return config
}

/**
 * diffusers' `attention_head_dim` is the number of heads, of all levels or of each (huggingface/diffusers#2011);
 * `num_attention_heads` goes before it.
 */
function saidHeads(settings: Settings, channels: readonly number[]): UNetConfig['heads'] | undefined {
  const said = settings['num_attention_heads'] ?? settings['attention_head_dim'] ?? undefined
  if (said === undefined) return undefined
  const counts: unknown[] = Array.isArray(said) ? said : channels.map(() => said)
  const [first] = counts
  if (typeof first === 'number' && counts.every((count) => count === first)) return { count: first }
  const widths = channels.map((width, level) => width / Number(counts[level]))
  const [width = 0] = widths
  if (!Number.isInteger(width) || widths.some((other) => other !== width))
    throw unusual(`its attention has heads of ${JSON.stringify(said)}`)
  return { width }
}

/** Group norms and attention heads divide the channels; sizes that do not come out even are not this network's. */
function checkWidths({ channels, sinusoidWidth, ...config }: UNetConfig): void {
  if (channels.some((width) => width % normGroups !== 0)) {
    throw unusual(`its channels (${channels.join(', ')}) do not fall into ${normGroups} groups`)
  }
  if (sinusoidWidth % 2 !== 0) throw unusual(`its time embedding is ${sinusoidWidth} wide`)
  channels.forEach((width, level) => {
    const step = channels.length - 1 - level
    const depths = [...(config.downDepths[level] ?? []), ...(config.upDepths[step] ?? [])]
    if (depths.some((depth) => depth > 0) && !dividesIntoHeads(config.heads, width)) {
      throw unusual(`${width} channels do not divide into its attention heads`)
    }
  })
}

function addedSizes(
  addedWidth: number | null,
  pooledWidth: number | null,
  idCount: number,
): UNetConfig['added'] {
  if (addedWidth === null) return null
  const idWidth = (addedWidth - (pooledWidth ?? 0)) / idCount
  if (pooledWidth === null || idWidth <= 0 || !Number.isInteger(idWidth) || idWidth % 2 !== 0) {
    throw unusual(`its added conditioning of ${addedWidth} does not fit a pooled text of ${pooledWidth ?? 0}`)
  }
  return { pooledWidth, idCount, idWidth }
}

function firstAttention(reader: UNetReader): BlockName | null {
  for (let level = 0; level < reader.levels; level++) {
    const attention = downAttention(reader.layers, level, 0)
    if (reader.depth(attention) > 0) return attention
  }
  return reader.depth(middleAttention) > 0 ? middleAttention : null
}

function readerOf(table: TensorTable, layout: ComponentLayout): UNetReader {
  const { shape, has, count } = shapeReader(table, layout)
  const single = layout.style === 'single'
  const nameIn = (block: BlockName): string => (single ? block.single : block.path)
  // Single files number all blocks of the way down in a row; the first downsampler ends the first level.
  const singleBlocks = count((index) =>
    has(`input_blocks.${index}.0.weight`)
      ? `input_blocks.${index}.0.weight`
      : has(`input_blocks.${index}.0.op.weight`)
        ? `input_blocks.${index}.0.op.weight`
        : `input_blocks.${index}.0.in_layers.2.weight`,
  )
  const singleLayers = (): number => {
    for (let layers = 1; layers < singleBlocks; layers++) {
      if (has(`${downsampler(layers, 0).single}.weight`)) return layers
    }
    return Math.max(1, singleBlocks - 1)
  }
  const layers = single ? singleLayers() : count((index) => `down_blocks.0.resnets.${index}.conv1.weight`)
  const levels = single
    ? Math.floor(singleBlocks / (layers + 1))
    : count((index) => `down_blocks.${index}.resnets.0.conv1.weight`)
  return {
    layers,
    levels,
    shape: (block, name) => shape(`${nameIn(block)}.${name}`),
    depth: (attention) => count((index) => `${nameIn(attention)}.transformer_blocks.${index}.norm1.weight`),
  }
}

function positive(size: number | undefined): number {
  if (size === undefined || size < 1) throw unusual('a size could not be read off its tensors')
  return size
}

function unusual(reason: string): AppError {
  return new AppError('checkpoint/unusual-sizes', { part: 'denoiser' }, { details: { why: reason } })
}
