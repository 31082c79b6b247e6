// Files that are not what we make pictures with, each recognised by name so that it can be refused by name.
import { AppError } from '../../base/errors.ts'
import type { NotACheckpoint } from '../../messages/checkpoint.ts'
import type { Families } from '../families/family.ts'
import { labelsOf } from '../families/families.ts'
import type { TensorTable } from './tensor-table.ts'

/** `name`: one tensor name that matches is enough. */
type OtherModel = { readonly model: string; readonly name: RegExp }
type OtherFile = { readonly what: NotACheckpoint; readonly name: RegExp }

const otherModels: readonly OtherModel[] = [
  { model: 'Chroma', name: /(^|\.)distilled_guidance_layer\./ },
  { model: 'Flux', name: /(^|\.)double_blocks\.0\.img_attn\.norm\.key_norm\.(scale|weight)$/ },
  { model: 'Flux', name: /(^|\.)single_transformer_blocks\.0\./ },
  { model: 'Stable Diffusion 3', name: /(^|\.)joint_blocks\.0\.context_block\.attn\.qkv\.weight$/ },
  { model: 'Stable Diffusion 3', name: /(^|\.)transformer_blocks\.0\.attn\.add_q_proj\.weight$/ },
  { model: 'AltDiffusion', name: /^cond_stage_model\.roberta\./ },
  { model: 'Stable Cascade', name: /(^|\.)clip_(txt_mapper|txt_pooled_mapper)\.weight$/ },
  { model: 'Hunyuan-DiT', name: /(^|\.)mlp_t5\.0\.weight$/ },
  { model: 'PixArt', name: /(^|\.)t_block\.1\.weight$/ },
  { model: 'AuraFlow', name: /(^|\.)double_layers\.0\.attn\.w1q\.weight$/ },
  { model: 'Lumina', name: /(^|\.)cap_embedder\.1\.weight$/ },
  { model: 'Wan', name: /(^|\.)head\.modulation$/ },
  { model: 'Hunyuan Video', name: /(^|\.)txt_in\.individual_token_refiner\.blocks\.0\.norm1\.weight$/ },
  { model: 'Qwen-Image', name: /(^|\.)transformer_blocks\.0\.img_mod\.1\.weight$/ },
  { model: 'HiDream', name: /(^|\.)caption_projection\.0\.linear\.weight$/ },
  { model: 'Mochi', name: /(^|\.)t5_yproj\.weight$/ },
]

const adapter: OtherFile = {
  what: 'adapter',
  name: /(\.lora_(up|down|A|B|mid)\b|lora_(up|down)\.weight$|\.hada_w[12]_|\.lokr_w[12]|\.oft_(blocks|diag)|\.(a1|b1)\.weight$|_lora\.(up|down)\.|\.lora_linear_layer\.|^(unet|text_encoder):\d+:(up|down)$|\.diff(_b)?$|\.dora_scale$)/,
}

const otherFiles: readonly OtherFile[] = [
  {
    what: 'controlnet',
    name: /(^|\.)(control_model\.|controlnet_cond_embedding\.|input_hint_block\.)/,
  },
  { what: 't2i-adapter', name: /^(adapter\.)?body\.0\.(resnets|block1|in_conv)\b/ },
  { what: 'ip-adapter', name: /^(ip_adapter|image_proj)\./ },
  {
    what: 'upscaler',
    name: /^(model\.1\.sub\.0\.|body\.0\.rdb1\.|conv_first\.weight$)/,
  },
  {
    what: 'embedding',
    name: /^(emb_params|string_to_param(\.\*)?|clip_l|clip_g|<[^>]+>)$/,
  },
  {
    what: 'vae',
    name: /(^|\.)decoder\.(mid\.block_1|mid_block\.resnets\.0)\.conv1\.weight$/,
  },
  {
    what: 'text-encoder',
    name: /(^|\.)(text_model\.encoder\.layers|transformer\.resblocks|encoder\.block)\.0\./,
  },
]

/** Throws `checkpoint/wrong-architecture` for a network outside our families, whatever else the file looks like. */
export function refuseOtherFamilies(table: TensorTable, families: Families): void {
  const other = otherModels.find(({ name }) => anyIs(table, name))
  if (other !== undefined) throw otherModel(other, families)
}

/** The proper name of a model outside our families; null where none is known by its names. */
export function otherModelIn(table: TensorTable): string | null {
  return otherModels.find(({ name }) => anyIs(table, name))?.model ?? null
}

/**
 * Why a file without a known denoiser is not a checkpoint we can use. Adapters
 * first: they quote the names they change.
 */
export function notACheckpoint(table: TensorTable, families: Families): AppError {
  const refused = (what: NotACheckpoint): AppError => {
    const [first = ''] = table.tensors.keys()
    const facts = { what, families: labelsOf(families), count: table.tensors.size, first }
    return new AppError('checkpoint/not-a-checkpoint', facts)
  }
  if (table.tensors.size === 0) return refused('nothing')
  if (anyIs(table, adapter.name)) return refused(adapter.what)
  const model = otherModels.find(({ name }) => anyIs(table, name))
  if (model !== undefined) return otherModel(model, families)
  return refused(otherFiles.find(({ name }) => anyIs(table, name))?.what ?? 'unknown')
}

function otherModel({ model }: OtherModel, families: Families): AppError {
  return new AppError('checkpoint/wrong-architecture', { model, families: labelsOf(families) })
}

function anyIs({ tensors }: TensorTable, pattern: RegExp): boolean {
  return [...tensors.keys()].some((name) => pattern.test(name))
}
