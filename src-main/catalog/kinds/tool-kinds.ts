// Networks that work beside a checkpoint, each known by tensors that no other kind of file has.
import type { FileKind } from '../../contract/library-file.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'

export type ToolKind = {
  readonly kind: FileKind
  readonly form: string | null
  /** One tensor of such a name is enough. */
  readonly name: RegExp
  /** And one of such a shape, where names alone are not. */
  readonly shape?: (table: TensorTable['tensors']) => boolean
}

const row = (kind: FileKind, form: string | null, name: RegExp, shape?: ToolKind['shape']): ToolKind => ({
  kind,
  form,
  name,
  ...(shape === undefined ? {} : { shape }),
})

/** Upscalers as they lie in a file: bare, or below the names that trainers wrap them in. */
const inTraining = String.raw`^(params_ema\.|params\.|generator\.|netG\.|module\.)?`
const upscaler = (form: string, pattern: string, shape?: ToolKind['shape']): ToolKind =>
  row('upscaler', form, new RegExp(inTraining + pattern), shape)

const dimensions = (tensors: TensorTable['tensors'], name: RegExp): number | undefined =>
  [...tensors].find(([tensor]) => name.test(tensor))?.[1].shape.length

/**
 * The first row that matches decides. Sources: lllyasviel/ControlNet, h94/IP-Adapter, TencentARC/T2I-Adapter,
 * guoyww/AnimateDiff, kohya-ss networks/control_net_lllite.py, chaiNNer-org/spandrel architectures.
 */
export const toolKinds: readonly ToolKind[] = [
  row('controlnet', 'control-lora', /^lora_controlnet$/),
  row('controlnet', 'control-lora', /(^|\.)input_blocks\.\d+\..*\.(up|down)$/, (tensors) =>
    [...tensors.keys()].some((name) => /(^|\.)input_hint_block\./.test(name)),
  ),
  row('controlnet', 'lllite', /^lllite_/),
  row(
    'controlnet',
    'union',
    /(^|\.)(task_embedding$|control_type_proj\.|control_add_embedding\.|spatial_ch_projs\.)/,
  ),
  row('controlnet', 'diffusers', /(^|\.)(controlnet_cond_embedding\.|controlnet_(down_blocks|mid_block)\b)/),
  row('controlnet', 'transformer', /(^|\.)controlnet_(blocks|single_blocks|x_embedder)\b/),
  row('controlnet', 'single', /(^|\.)(control_model\.|input_hint_block\.|zero_convs\.0\.)/),
  row('t2i-adapter', 'style', /^(adapter\.)?transformer_layes\.0\./),
  row('t2i-adapter', 'full', /^(adapter\.)?body\.0\.(resnets\.0\.)?block1\./),
  row('t2i-adapter', 'light', /^(adapter\.)?body\.0\.(in_conv|body\.0\.block1)\./),
  row('ip-adapter', 'face', /(^|\.)ip_adapter[._]\d+[._]to_[qkv]_lora\b/),
  row('ip-adapter', 'plus', /(^|\.)image_proj\.(latents|perceiver_resampler\.|layers\.0\.)/),
  row('ip-adapter', 'linear', /(^|\.)(ip_adapter[._]|image_proj[._])|\.to_[kv]_ip\./),
  row('motion-module', 'lora', /(^|\.)motion_modules[._].*lora/),
  row('motion-module', null, /(^|\.)motion_modules[._]/),
  row('hypernetwork', null, /^(320|640|768|1024|1280)\.\d+\.linear/),
  upscaler('esrgan-plus', String.raw`model\.1\.sub\.0\.RDB1\.conv1x1\.`),
  upscaler('esrgan', String.raw`(model\.1\.sub\.0\.RDB1\.conv1\.0\.|RRDB_trunk\.0\.RDB1\.conv1\.)`),
  upscaler('real-esrgan', String.raw`body\.0\.rdb1\.conv1\.`),
  upscaler('compact', String.raw`body\.1\.weight$`, (tensors) => {
    const first = new RegExp(`${inTraining}body\\.0\\.weight$`)
    const second = new RegExp(`${inTraining}body\\.1\\.weight$`)
    return dimensions(tensors, first) === 4 && dimensions(tensors, second) === 1
  }),
  upscaler('hat', String.raw`layers\.0\.residual_group\.blocks\.0\.conv_block\.`),
  upscaler('swinir', String.raw`layers\.0\.residual_group\.blocks\.0\.attn\.`),
  upscaler('dat', String.raw`layers\.0\.blocks\.0\.attn\.attns\.0\.`),
  upscaler('span', String.raw`block_1\.c1_r\.`),
]

/** Null for files of other kinds. */
export function toolKindOf({ tensors }: Pick<TensorTable, 'tensors'>): {
  readonly tool: ToolKind
  /** The tensor that told. */
  readonly tensor: string
} | null {
  const names = [...tensors.keys()]
  for (const tool of toolKinds) {
    const tensor = names.find((name) => tool.name.test(name))
    if (tensor !== undefined && (tool.shape?.(tensors) ?? true)) return { tool, tensor }
  }
  return null
}
