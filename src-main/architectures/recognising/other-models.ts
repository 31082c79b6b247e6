// Files that are not what we make pictures with, each recognised by name so that it can be refused by name.
import { AppError } from '../../base/errors.ts'
import type { Families } from '../families/family.ts'
import { anyOfFamilies } from '../families/families.ts'
import type { TensorTable } from './tensor-table.ts'

type OtherFile = {
  readonly code: 'checkpoint/wrong-architecture' | 'checkpoint/not-a-checkpoint'
  /** What it is, as it follows "This is ". */
  readonly what: string
  readonly hint?: string
  /** One tensor name that matches is enough. */
  readonly name: RegExp
}

const otherModels: readonly OtherFile[] = [
  { what: 'a Chroma model', name: /(^|\.)distilled_guidance_layer\./ },
  { what: 'a Flux model', name: /(^|\.)double_blocks\.0\.img_attn\.norm\.key_norm\.(scale|weight)$/ },
  { what: 'a Flux model', name: /(^|\.)single_transformer_blocks\.0\./ },
  { what: 'a Stable Diffusion 3 model', name: /(^|\.)joint_blocks\.0\.context_block\.attn\.qkv\.weight$/ },
  { what: 'a Stable Diffusion 3 model', name: /(^|\.)transformer_blocks\.0\.attn\.add_q_proj\.weight$/ },
  { what: 'an AltDiffusion model', name: /^cond_stage_model\.roberta\./ },
  { what: 'a Stable Cascade model', name: /(^|\.)clip_(txt_mapper|txt_pooled_mapper)\.weight$/ },
  { what: 'a Hunyuan-DiT model', name: /(^|\.)mlp_t5\.0\.weight$/ },
  { what: 'a PixArt model', name: /(^|\.)t_block\.1\.weight$/ },
  { what: 'an AuraFlow model', name: /(^|\.)double_layers\.0\.attn\.w1q\.weight$/ },
  { what: 'a Lumina model', name: /(^|\.)cap_embedder\.1\.weight$/ },
].map((row) => ({ ...row, code: 'checkpoint/wrong-architecture' }) as const)

const adapter: OtherFile = {
  code: 'checkpoint/not-a-checkpoint',
  what: 'an adapter (a LoRA or one of its kin), not a checkpoint',
  name: /(\.lora_(up|down|A|B|mid)\b|lora_(up|down)\.weight$|\.hada_w[12]_|\.lokr_w[12]|\.oft_(blocks|diag)|\.(a1|b1)\.weight$|_lora\.(up|down)\.|\.lora_linear_layer\.|^(unet|text_encoder):\d+:(up|down)$|\.diff(_b)?$|\.dora_scale$)/,
}

const otherFiles: readonly OtherFile[] = [
  {
    what: 'a ControlNet, not a checkpoint',
    name: /(^|\.)(control_model\.|controlnet_cond_embedding\.|input_hint_block\.)/,
  },
  { what: 'a T2I adapter, not a checkpoint', name: /^(adapter\.)?body\.0\.(resnets|block1|in_conv)\b/ },
  { what: 'an IP-Adapter, not a checkpoint', name: /^(ip_adapter|image_proj)\./ },
  {
    what: 'an upscaler, not a checkpoint',
    name: /^(model\.1\.sub\.0\.|body\.0\.rdb1\.|conv_first\.weight$)/,
  },
  {
    what: 'a textual inversion embedding, not a checkpoint',
    name: /^(emb_params|string_to_param(\.\*)?|clip_l|clip_g|<[^>]+>)$/,
  },
  {
    what: 'a VAE, not a checkpoint',
    name: /(^|\.)decoder\.(mid\.block_1|mid_block\.resnets\.0)\.conv1\.weight$/,
    hint: 'Choose it as the VAE of a checkpoint instead.',
  },
  {
    what: 'a text encoder without a UNet, not a checkpoint',
    name: /(^|\.)(text_model\.encoder\.layers|transformer\.resblocks|encoder\.block)\.0\./,
  },
].map((row) => ({ ...row, code: 'checkpoint/not-a-checkpoint' }) as const)

/** Throws `checkpoint/wrong-architecture` for a network that no family of ours has, whatever else the file looks like. */
export function refuseOtherFamilies(table: TensorTable, families: Families): void {
  const names = [...table.tensors.keys()]
  const other = otherModels.find(({ name }) => names.some((candidate) => name.test(candidate)))
  if (other !== undefined) throw refusal(other, families)
}

/** Why a file without a denoiser of ours is not a checkpoint we can use. Adapters first: they quote the names they change. */
export function notACheckpoint(table: TensorTable, families: Families): AppError {
  const names = [...table.tensors.keys()]
  const known = [adapter, ...otherModels, ...otherFiles].find(({ name }) =>
    names.some((candidate) => name.test(candidate)),
  )
  if (known !== undefined) return refusal(known, families)
  return new AppError(
    'checkpoint/not-a-checkpoint',
    names.length === 0
      ? 'This file holds no tensors.'
      : `This file holds no network of ${anyOfFamilies(families)} (the first of its ${names.length} tensors is "${names[0] ?? ''}").`,
    { hint: chooseAny(families) },
  )
}

function refusal({ code, what, hint }: OtherFile, families: Families): AppError {
  return new AppError(code, `This is ${what}.`, { hint: hint ?? chooseAny(families) })
}

function chooseAny(families: Families): string {
  return `Choose a checkpoint of ${anyOfFamilies(families)}.`
}
