// How a file names its components: single-file (LDM, OpenCLIP) or canonical (diffusers, Hugging Face), and where they begin.
import type { Component } from '../families/config.ts'
import type { TensorTable } from './tensor-table.ts'

export type ComponentLayout = {
  /** `single`: a module's single-file name follows the prefix; `canonical`: its path does. */
  readonly style: 'single' | 'canonical'
  readonly prefix: string
  /** Old files lack a level of the path: what is cut from the start of a canonical path, e.g. `text_model.`. */
  readonly omit?: string
  /** Spelling of last path parts that older writers used, by canonical spelling. */
  readonly spelling?: Readonly<Record<string, string>>
}

type Candidate = ComponentLayout & {
  /** A tensor below the prefix that every file of this layout has. */
  readonly probe: string
}

const oldVaeAttention = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' } as const
const tokenTable = 'text_model.embeddings.token_embedding.weight'
const oldTokenTable = 'embeddings.token_embedding.weight'
const openClipTable = 'token_embedding.weight'

const hf = (prefix: string): readonly Candidate[] => [
  { style: 'canonical', prefix, probe: tokenTable },
  { style: 'canonical', prefix, probe: oldTokenTable, omit: 'text_model.' },
]
const openClip = (prefix: string): Candidate => ({ style: 'single', prefix, probe: openClipTable })

const unetCandidates = (prefix: string): readonly Candidate[] => [
  { style: 'single', prefix, probe: 'input_blocks.0.0.weight' },
  { style: 'canonical', prefix, probe: 'down_blocks.0.resnets.0.conv1.weight' },
]
const vaeCandidates = (prefix: string): readonly Candidate[] => [
  { style: 'single', prefix, probe: 'decoder.mid.block_1.conv1.weight' },
  {
    style: 'canonical',
    prefix,
    probe: 'decoder.mid_block.attentions.0.query.weight',
    spelling: oldVaeAttention,
  },
  { style: 'canonical', prefix, probe: 'decoder.mid_block.resnets.0.conv1.weight' },
]

/** In the order they are tried. */
const candidates: Readonly<Record<Component, readonly Candidate[]>> = {
  unet: ['model.diffusion_model.', 'unet.', 'diffusion_model.', ''].flatMap(unetCandidates),
  vae: ['first_stage_model.', 'vae.', ''].flatMap(vaeCandidates),
  text_encoder: [
    ...hf('cond_stage_model.transformer.'),
    openClip('cond_stage_model.model.'),
    ...hf('conditioner.embedders.0.transformer.'),
    openClip('conditioner.embedders.0.model.'),
    ...hf('text_encoder.'),
    openClip('text_encoder.'),
  ],
  text_encoder_2: [
    openClip('conditioner.embedders.1.model.'),
    ...hf('conditioner.embedders.1.transformer.'),
    ...hf('text_encoder_2.'),
    openClip('text_encoder_2.'),
  ],
}

/** Where a component is in the file, or undefined when it is not there. */
export function layoutOf(component: Component, table: TensorTable): ComponentLayout | undefined {
  const found = candidates[component].find(({ prefix, probe }) => table.tensors.has(prefix + probe))
  if (found === undefined) return undefined
  const { style, prefix, omit, spelling } = found
  return {
    style,
    prefix,
    ...(omit === undefined ? {} : { omit }),
    ...(spelling === undefined ? {} : { spelling }),
  }
}
