// Files that change other models, or change ours in other ways: each recognised by its names and refused by name.
import { AppError } from '../../base/errors.ts'
import type { AdapterTool, ForeignModel, LanguageModel } from '../../messages/adapter.ts'
import { roleOf, type Component } from '../../architectures/families/component.ts'
import { builtInFamilies, labelsOf } from '../../architectures/families/families.ts'
import type { Families } from '../../architectures/families/family.ts'
import { publishedModules, type BaseModules } from '../reading/base-modules.ts'
import { findModule } from './aliases.ts'
import type { AdapterTable, SortedNames } from './sort-names.ts'

type OtherKind = {
  readonly isLanguageModel: boolean
  /** `known`: labels of the families whose adapters are used. */
  readonly refuse: (known: readonly string[]) => AppError
  readonly name: RegExp
}

const row = (name: RegExp, refuse: OtherKind['refuse']): OtherKind => ({
  isLanguageModel: false,
  refuse,
  name,
})
const another = (model: ForeignModel, name: RegExp): OtherKind =>
  row(name, (known) => new AppError('adapter/foreign-model', { model, known }))
const tool = (what: AdapterTool, name: RegExp): OtherKind =>
  row(name, (known) => new AppError('adapter/tool', { what, known }))
const language = (model: LanguageModel, name: RegExp): OtherKind => ({
  ...row(name, (known) => new AppError('adapter/language-model', { model, known })),
  isLanguageModel: true,
})

// Wrappers of PEFT before the model's own path.
const root = String.raw`^(base_model\.model\.)?`
const of = (pattern: string): RegExp => new RegExp(root + pattern)

/** The first row that matches more names than the file has names of our UNet decides. */
const rows: readonly OtherKind[] = [
  tool('control-lora', /^lora_controlnet$/),
  tool('controlnet-lllite', /^lllite_/),
  tool('controlnet', /(^|\.)(control_model\.|controlnet_cond_embedding\.|(input_)?hint_block\.)/),
  tool('ip-adapter', /(^|\.)(ip_adapter|image_proj)[._]|\.to_[kv]_ip\./),
  tool('motion-module', /(^|\.)motion_modules[._]/),
  tool('custom-diffusion', /_custom_diffusion\b/),
  tool('t2i-adapter', /^(adapter\.)?body\.0\.(resnets|block1|in_conv)\b/),
  row(
    /^(320|640|768|1024|1280)$|^(320|640|768|1024|1280)\.\d+\.linear/,
    () => new AppError('adapter/hypernetwork'),
  ),
  row(/\.(oft_R|boft_R|boft_s)(\.|$)/, () => new AppError('adapter/peft-rotation')),
  another('flux', /(^|[._])(double_blocks|single_blocks|single_transformer_blocks)[._]\d+/),
  another('sd3', /(^|[._])joint_blocks[._]\d+/),
  another('chroma', /(^|[._])distilled_guidance_layer[._]/),
  another('auraflow', /(^|[._])(double_layers|single_layers)[._]\d+/),
  another('wan', /(^|[._])blocks[._]\d+[._](cross_attn|self_attn|ffn)[._]/),
  another(
    'dit',
    /^(lora_)?transformer[._](transformer_)?(blocks|layers)[._]\d+|^(base_model\.model\.)?transformer_blocks\.\d+/,
  ),
  another(
    'dit',
    /^((lora_unet_|diffusion_model\.|lycoris_)(transformer_blocks|blocks|layers)[._]\d+|lora_te3_)/,
  ),
  another('cascade', /(^|[._])(clip_txt_mapper|down_blocks[._]\d+[._]\d+[._](channelwise|mapper|attention))/),
  language('gpt2', of(String.raw`(transformer\.)?h\.\d+\.(attn\.c_|mlp\.c_|crossattention\.)`)),
  language('bloom', of(String.raw`transformer\.h\.\d+\.(self_attention|mlp)\.`)),
  language('gptj', of(String.raw`transformer\.h\.\d+\.`)),
  language('neox', of(String.raw`gpt_neox\.layers\.\d+\.`)),
  language('chatglm', of(String.raw`transformer\.encoder\.layers\.\d+\.`)),
  language(
    'llama',
    of(
      String.raw`(language_model\.)?model\.(language_model\.)?layers\.\d+\.(self_attn|mlp|block_sparse_moe|linear_attn)\.`,
    ),
  ),
  language('opt', of(String.raw`model\.(decoder|encoder)\.(layers|block)\.\d+\.`)),
  language(
    'bert',
    of(
      String.raw`((distil)?(bert|roberta|deberta|electra|albert|transformer)\.)?(encoder\.)?layer\.\d+\.(attention|output|intermediate)\.`,
    ),
  ),
  language('t5', of(String.raw`((encoder|decoder)\.)?block\.\d+\.layer\.\d+\.`)),
  language(
    'other',
    of(String.raw`(\w+\.)*(layers|layer|h|blocks)\.\d+\.(self_attn|attn|self_attention|attention|mlp)\.`),
  ),
]

const embeddingNames = /^(emb_params|string_to_param(\.\*)?|clip_l|clip_g|<[^>]+>)$/

/** Enough names to know any file by. */
const mostNames = 20_000

/** The refusal, or null for a file that may be an adapter Lamina reads. */
export function otherAdapterKind(
  table: AdapterTable,
  sorted: SortedNames,
  families: Families = builtInFamilies,
): AppError | null {
  const known = labelsOf(families)
  const bases = families.toReversed().map(publishedModules)

  const { factors, indexed, embeddings } = sorted
  const names = [...table.tensors.keys()]
  if (names.length === 0) return new AppError('adapter/no-tensors', { known })
  if (
    names.every((name) => embeddingNames.test(name)) ||
    (embeddings.length > 0 && factors.length === 0 && indexed.length === 0)
  )
    return new AppError('adapter/is-an-embedding')

  let ourNames = indexed.length
  let text = false
  const strange: string[] = []
  for (const { tensor, path } of factors) {
    const component = componentOf(bases, path)
    if (component !== undefined && roleOf(component) === 'denoiser') ourNames++
    else if (component !== undefined) text = true
    else if (strange.length < mostNames) strange.push(tensor)
  }
  strange.push(
    ...sorted.unknown.slice(0, mostNames),
    ...sorted.idle.slice(0, mostNames).map(({ tensor }) => tensor),
  )
  for (const row of rows) {
    // CLIP's text encoder is called like a language model; with one matched name it is CLIP's.
    if (row.isLanguageModel && text) continue
    const matches = strange.filter((name) => row.name.test(name)).length
    if (matches > ourNames || (matches > 0 && ourNames === 0)) return row.refuse(known)
  }
  return withoutFactors(sorted, table, known)
}

function componentOf(bases: readonly BaseModules[], path: string): Component | undefined {
  for (const base of bases) {
    const found = findModule(base, path)
    if (found !== undefined) return found.component
  }
  return undefined
}

/** A file of whole weights: a checkpoint, a part of one, or something unknown. */
function withoutFactors(
  { factors, indexed, unknown }: SortedNames,
  table: AdapterTable,
  known: readonly string[],
): AppError | null {
  const marked = factors.filter(({ part }) => part !== 'ia3' && part !== 'rescale' && part !== 'scale')
  if (marked.length > 0 || indexed.length > 0) return null
  const dense = factors.length
  const checkpoint = [...table.tensors.keys()].some((name) =>
    /^(model\.diffusion_model|first_stage_model|cond_stage_model|conditioner|unet|vae)\.|^(conv_in|down_blocks)\./.test(
      name,
    ),
  )
  if (dense > 0 && checkpoint) return new AppError('adapter/whole-weights')
  const first = unknown[0] ?? factors[0]?.tensor ?? ''
  return new AppError('adapter/not-an-adapter', { count: table.tensors.size, first, known })
}
