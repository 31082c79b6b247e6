// Where checkpoints of Stable Diffusion keep their components, single-file (LDM,
// OpenCLIP) or canonical (diffusers, Hugging Face).
import type { LayoutCandidate } from '../../recognising/layout.ts'

const oldVaeAttention = { to_q: 'query', to_k: 'key', to_v: 'value', 'to_out.0': 'proj_attn' } as const

const huggingFace = (prefix: string): readonly LayoutCandidate[] => [
  { style: 'canonical', prefix, probe: 'text_model.embeddings.token_embedding.weight' },
  { style: 'canonical', prefix, probe: 'embeddings.token_embedding.weight', omit: 'text_model.' },
]
const openClip = (prefix: string): LayoutCandidate => ({
  style: 'single',
  prefix,
  probe: 'token_embedding.weight',
})

export const unetLayouts = ['model.diffusion_model.', 'unet.', 'diffusion_model.', ''].flatMap(
  (prefix): readonly LayoutCandidate[] => [
    { style: 'single', prefix, probe: 'input_blocks.0.0.weight' },
    { style: 'canonical', prefix, probe: 'down_blocks.0.resnets.0.conv1.weight' },
  ],
)

export const vaeLayouts = ['first_stage_model.', 'vae.', ''].flatMap((prefix): readonly LayoutCandidate[] => [
  { style: 'single', prefix, probe: 'decoder.mid.block_1.conv1.weight' },
  {
    style: 'canonical',
    prefix,
    probe: 'decoder.mid_block.attentions.0.query.weight',
    spelling: oldVaeAttention,
  },
  { style: 'canonical', prefix, probe: 'decoder.mid_block.resnets.0.conv1.weight' },
])

export const firstEncoderLayouts: readonly LayoutCandidate[] = [
  ...huggingFace('cond_stage_model.transformer.'),
  openClip('cond_stage_model.model.'),
  ...huggingFace('conditioner.embedders.0.transformer.'),
  openClip('conditioner.embedders.0.model.'),
  ...huggingFace('text_encoder.'),
  openClip('text_encoder.'),
]

export const secondEncoderLayouts: readonly LayoutCandidate[] = [
  openClip('conditioner.embedders.1.model.'),
  ...huggingFace('conditioner.embedders.1.transformer.'),
  ...huggingFace('text_encoder_2.'),
  openClip('text_encoder_2.'),
]
