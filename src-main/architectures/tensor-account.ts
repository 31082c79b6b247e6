// Every tensor of a checkpoint accounted for: used by a parameter, an EMA copy, known clutter, or left over.
import type { Component } from './config.ts'
import type { ComponentLayout } from './layout.ts'
import type { ParameterSpec } from './module.ts'
import { modelParameters, type ModelConfig } from './modules.ts'
import { tensorReference, type TensorReference } from './parameter-names.ts'
import { elementCount, type TensorTable } from './tensor-table.ts'

export type Misshapen = {
  readonly tensor: string
  readonly expected: readonly number[]
  readonly found: readonly number[]
}

export type TensorAccount = {
  /** Canonical parameter name → where its values are. */
  readonly used: ReadonlyMap<string, TensorReference & { readonly spec: ParameterSpec }>
  /** Tensors that belong to the model and are not in the file. */
  readonly missing: readonly string[]
  readonly misshapen: readonly Misshapen[]
  readonly emaCount: number
  readonly clutterCount: number
  /** Tensors nothing asked for. */
  readonly leftovers: readonly string[]
  readonly parameterCounts: ReadonlyMap<Component, number>
}

const ema = /^model_ema\./
/** Buffers and training remains that no picture needs. */
const clutter = new RegExp(
  [
    '^(model\\.)?(alphas_cumprod|betas|sqrt_|log_one_minus|posterior_|logvar|lvlb_weights|scale_factor)',
    '^(global_step|epoch|v_pred|ztsnr|edm_)',
    '\\.position_ids$',
    '(^|\\.)logit_scale$',
    '\\.attn_mask$',
    '^first_stage_model\\.loss\\.',
    '^(loss|model_ema|ema_model)\\.',
    '^denoiser\\.sigmas$',
  ].join('|'),
)
/** What a text encoder may carry although its output is not used. */
const unusedText =
  /^(cond_stage_model|conditioner\.embedders\.\d|text_encoder(_2)?)\..*text_projection(\.weight)?$/

/** `model` null: nothing is asked for, so everything but EMA and clutter is left over. */
export function chargeTensors(
  table: TensorTable,
  model: ModelConfig | null,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): TensorAccount {
  const used = new Map<string, TensorReference & { readonly spec: ParameterSpec }>()
  const missing: string[] = []
  const misshapen: Misshapen[] = []
  const counts = new Map<Component, number>()
  const claimed = new Set<string>()

  for (const spec of model === null ? [] : modelParameters(model).values()) {
    const component = componentOf(spec.name)
    const layout = layouts.get(component)
    if (layout === undefined) continue
    const reference = tensorReference(spec, layout)
    const entry = table.tensors.get(reference.tensor)
    if (entry === undefined) {
      missing.push(reference.tensor)
      continue
    }
    claimed.add(reference.tensor)
    const expected = storedShape(spec, reference, entry.shape)
    if (expected !== null) misshapen.push({ tensor: reference.tensor, expected, found: entry.shape })
    used.set(spec.name, { ...reference, spec })
    counts.set(component, (counts.get(component) ?? 0) + elementCount(spec.shape))
  }

  const rest = [...table.tensors.keys()].filter((name) => !claimed.has(name))
  const emaCount = rest.filter((name) => ema.test(name)).length
  const droppedBlocks = model === null ? [] : droppedPrefixes(model, layouts)
  const isClutter = (name: string): boolean =>
    clutter.test(name) || unusedText.test(name) || droppedBlocks.some((prefix) => name.startsWith(prefix))
  const others = rest.filter((name) => !ema.test(name))
  return {
    used,
    missing: [...new Set(missing)],
    misshapen,
    emaCount,
    clutterCount: others.filter(isClutter).length,
    leftovers: others.filter((name) => !isClutter(name)),
    parameterCounts: counts,
  }
}

export function componentOf(parameter: string): Component {
  return parameter.slice(0, parameter.indexOf('.')) as Component
}

/** The shape the tensor should have had, or null when it fits. A 1×1 convolution may stand for a linear layer and back. */
function storedShape(
  { shape }: ParameterSpec,
  { rows, transposed }: TensorReference,
  found: readonly number[],
): readonly number[] | null {
  const [first = 0, ...others] = shape
  // Rows are cut from a fused tensor of three equal parts.
  const whole = rows === undefined ? shape : [3 * first, ...others]
  const expected = transposed === true ? whole.toReversed() : whole
  const core = (extents: readonly number[]): string =>
    extents.length === 4 && extents[2] === 1 && extents[3] === 1 ? extents.slice(0, 2).join() : extents.join()
  return core(expected) === core(found) ? null : expected
}

/** Blocks that a family leaves out although the file holds them. */
function droppedPrefixes(
  { textEncoders }: ModelConfig,
  layouts: ReadonlyMap<Component, ComponentLayout>,
): string[] {
  return textEncoders.flatMap(({ component, layers, dropped }) => {
    const layout = layouts.get(component)
    if (layout?.style !== 'single') return []
    return Array.from({ length: dropped }, (_, i) => `${layout.prefix}transformer.resblocks.${layers + i}.`)
  })
}
