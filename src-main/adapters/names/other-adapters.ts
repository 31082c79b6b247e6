// Files that change other models, or change ours in other ways: each recognised by its names and refused by name.
import type { SpokenOptions } from '../../base/errors.ts'
import { AppError } from '../../base/errors.ts'
import { roleOf, type Component } from '../../architectures/families/component.ts'
import { anyOfFamilies, builtInFamilies } from '../../architectures/families/families.ts'
import type { Families } from '../../architectures/families/family.ts'
import { publishedModules, type BaseModules } from '../reading/base-modules.ts'
import { findModule } from './aliases.ts'
import type { AdapterTable, SortedNames } from './sort-names.ts'

type OtherKind = {
  readonly code:
    'adapter/other-kind' | 'adapter/wrong-architecture' | 'adapter/language-model' | 'adapter/not-an-adapter'
  /** The whole sentence. */
  readonly sentence: string
  /** Left out: which adapters we do use. */
  readonly hint?: string
  readonly name: RegExp
}

const another = (model: string, name: RegExp): OtherKind => ({
  code: 'adapter/wrong-architecture',
  sentence: `This adapter was trained for ${model}.`,
  name,
})
const tool = (what: string, name: RegExp, hint?: string): OtherKind => ({
  code: 'adapter/other-kind',
  sentence: `This is ${what}, which Lamina does not use.`,
  ...(hint === undefined ? {} : { hint }),
  name,
})
const language = (model: string, name: RegExp): OtherKind => ({
  code: 'adapter/language-model',
  sentence: `This adapter was trained for a language model (${model}), not for pictures.`,
  name,
})

// Wrappers of PEFT before the model's own path.
const root = String.raw`^(base_model\.model\.)?`
const of = (pattern: string): RegExp => new RegExp(root + pattern)

/** The first row that matches more names than the file has names of our UNet decides. */
const rows: readonly OtherKind[] = [
  tool('a Control-LoRA', /^lora_controlnet$/),
  tool('a ControlNet-LLLite', /^lllite_/),
  tool('a ControlNet', /(^|\.)(control_model\.|controlnet_cond_embedding\.|(input_)?hint_block\.)/),
  tool('an IP-Adapter', /(^|\.)(ip_adapter|image_proj)[._]|\.to_[kv]_ip\./),
  tool('a motion module (AnimateDiff)', /(^|\.)motion_modules[._]/),
  tool('a Custom Diffusion file', /_custom_diffusion\b/),
  tool('a T2I adapter', /^(adapter\.)?body\.0\.(resnets|block1|in_conv)\b/),
  tool(
    'a hypernetwork',
    /^(320|640|768|1024|1280)$|^(320|640|768|1024|1280)\.\d+\.linear/,
    'Hypernetworks are another technique; look for a LoRA of the same subject.',
  ),
  tool(
    'an orthogonal fine-tuning adapter in PEFT’s own format',
    /\.(oft_R|boft_R|boft_s)(\.|$)/,
    'Convert it with LyCORIS.',
  ),
  another('Flux', /(^|[._])(double_blocks|single_blocks|single_transformer_blocks)[._]\d+/),
  another('Stable Diffusion 3', /(^|[._])joint_blocks[._]\d+/),
  another('Chroma', /(^|[._])distilled_guidance_layer[._]/),
  another('AuraFlow', /(^|[._])(double_layers|single_layers)[._]\d+/),
  another('a Wan video model', /(^|[._])blocks[._]\d+[._](cross_attn|self_attn|ffn)[._]/),
  another(
    'a diffusion transformer',
    /^(lora_)?transformer[._](transformer_)?(blocks|layers)[._]\d+|^(base_model\.model\.)?transformer_blocks\.\d+/,
  ),
  another(
    'a diffusion transformer',
    /^((lora_unet_|diffusion_model\.|lycoris_)(transformer_blocks|blocks|layers)[._]\d+|lora_te3_)/,
  ),
  another(
    'Stable Cascade',
    /(^|[._])(clip_txt_mapper|down_blocks[._]\d+[._]\d+[._](channelwise|mapper|attention))/,
  ),
  language('GPT-2', of(String.raw`(transformer\.)?h\.\d+\.(attn\.c_|mlp\.c_|crossattention\.)`)),
  language('BLOOM or Falcon', of(String.raw`transformer\.h\.\d+\.(self_attention|mlp)\.`)),
  language('GPT-J', of(String.raw`transformer\.h\.\d+\.`)),
  language('GPT-NeoX', of(String.raw`gpt_neox\.layers\.\d+\.`)),
  language('ChatGLM', of(String.raw`transformer\.encoder\.layers\.\d+\.`)),
  language(
    'LLaMA, Qwen, Mistral or one like them',
    of(
      String.raw`(language_model\.)?model\.(language_model\.)?layers\.\d+\.(self_attn|mlp|block_sparse_moe|linear_attn)\.`,
    ),
  ),
  language('OPT or BART', of(String.raw`model\.(decoder|encoder)\.(layers|block)\.\d+\.`)),
  language(
    'BERT or one like it',
    of(
      String.raw`((distil)?(bert|roberta|deberta|electra|albert|transformer)\.)?(encoder\.)?layer\.\d+\.(attention|output|intermediate)\.`,
    ),
  ),
  language('T5', of(String.raw`((encoder|decoder)\.)?block\.\d+\.layer\.\d+\.`)),
  language(
    'a transformer of text',
    of(String.raw`(\w+\.)*(layers|layer|h|blocks)\.\d+\.(self_attn|attn|self_attention|attention|mlp)\.`),
  ),
]

const embeddingNames = /^(emb_params|string_to_param(\.\*)?|clip_l|clip_g|<[^>]+>)$/

/** Enough names to know any file by. */
const mostNames = 20_000

/** The refusal, or null for a file that may be an adapter of ours. */
export function otherAdapterKind(
  table: AdapterTable,
  sorted: SortedNames,
  families: Families = builtInFamilies,
): AppError | null {
  const ours = `Lamina uses adapters of ${anyOfFamilies(families)}.`
  const bases = families.toReversed().map(publishedModules)

  const { factors, indexed, embeddings } = sorted
  const names = [...table.tensors.keys()]
  if (names.length === 0)
    return refusal('adapter/not-an-adapter', 'This file holds no tensors.', { hint: ours })
  if (
    names.every((name) => embeddingNames.test(name)) ||
    (embeddings.length > 0 && factors.length === 0 && indexed.length === 0)
  )
    return refusal('adapter/other-kind', 'This is a textual inversion embedding, not an adapter.', {
      hint: 'Put it into the folder of embeddings and call it by its name in the prompt.',
    })

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
    // A text encoder of ours is called like one of a language model; with one matched name it is ours.
    if (row.code === 'adapter/language-model' && text) continue
    const matches = strange.filter((name) => row.name.test(name)).length
    if (matches > ourNames || (matches > 0 && ourNames === 0))
      return refusal(row.code, row.sentence, { hint: row.hint ?? ours })
  }
  return withoutFactors(sorted, table, ours)
}

function componentOf(bases: readonly BaseModules[], path: string): Component | undefined {
  for (const base of bases) {
    const found = findModule(base, path)
    if (found !== undefined) return found.component
  }
  return undefined
}

/** A file of whole weights: a checkpoint, a part of one, or nothing of ours. */
function withoutFactors(
  { factors, indexed, unknown }: SortedNames,
  table: AdapterTable,
  ours: string,
): AppError | null {
  const marked = factors.filter(({ part }) => part !== 'ia3' && part !== 'rescale' && part !== 'scale')
  if (marked.length > 0 || indexed.length > 0) return null
  const dense = factors.length
  const checkpoint = [...table.tensors.keys()].some((name) =>
    /^(model\.diffusion_model|first_stage_model|cond_stage_model|conditioner|unet|vae)\.|^(conv_in|down_blocks)\./.test(
      name,
    ),
  )
  if (dense > 0 && checkpoint)
    return refusal(
      'adapter/other-kind',
      'This file holds whole weights: it is a checkpoint or a part of one, not an adapter.',
      {
        hint: 'Use it as a checkpoint, or extract an adapter from it.',
      },
    )
  const first = unknown[0] ?? factors[0]?.tensor ?? ''
  return refusal(
    'adapter/not-an-adapter',
    `This file holds no factors of an adapter (the first of its ${table.tensors.size} tensors is "${first.slice(0, 200)}").`,
    { hint: ours },
  )
}

function refusal(code: OtherKind['code'], sentence: string, options: SpokenOptions): AppError {
  return new AppError(code, sentence, options)
}
