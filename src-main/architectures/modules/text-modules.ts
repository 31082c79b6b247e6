// The module list of a CLIP text encoder: Hugging Face paths beside OpenCLIP's.
import type { TextEncoderConfig } from '../families/config.ts'
import { embedding, layerNorm, linear, type Module } from './module.ts'

export function textModules(config: TextEncoderConfig): Module[] {
  const { width } = config
  const modules = [
    embedding(
      { path: 'text_model.embeddings.token_embedding', single: 'token_embedding' },
      config.vocabulary,
      width,
    ),
    embedding(
      {
        path: 'text_model.embeddings.position_embedding',
        single: { path: 'positional_embedding', bare: true },
      },
      config.positions,
      width,
    ),
  ]
  for (let index = 0; index < config.layers; index++) {
    const path = `text_model.encoder.layers.${index}`
    const single = `transformer.resblocks.${index}`
    const fused = `${single}.attn.in_proj`
    const rows = (third: number): { path: string; rows: readonly [number, number] } => ({
      path: fused,
      rows: [third * width, (third + 1) * width],
    })
    modules.push(
      layerNorm({ path: `${path}.layer_norm1`, single: `${single}.ln_1` }, width),
      linear({ path: `${path}.self_attn.q_proj`, single: rows(0) }, width, width),
      linear({ path: `${path}.self_attn.k_proj`, single: rows(1) }, width, width),
      linear({ path: `${path}.self_attn.v_proj`, single: rows(2) }, width, width),
      linear({ path: `${path}.self_attn.out_proj`, single: `${single}.attn.out_proj` }, width, width),
      layerNorm({ path: `${path}.layer_norm2`, single: `${single}.ln_2` }, width),
      linear({ path: `${path}.mlp.fc1`, single: `${single}.mlp.c_fc` }, width, config.mlpWidth),
      linear({ path: `${path}.mlp.fc2`, single: `${single}.mlp.c_proj` }, config.mlpWidth, width),
    )
  }
  modules.push(layerNorm({ path: 'text_model.final_layer_norm', single: 'ln_final' }, width))
  if (config.pooledWidth !== null) {
    const single = { path: 'text_projection', bare: true, transposed: true } as const
    modules.push(linear({ path: 'text_projection', single }, width, config.pooledWidth, false))
  }
  return modules
}
