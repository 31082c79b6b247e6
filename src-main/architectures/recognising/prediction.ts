// What a model predicts and how we know; of Stable Diffusion's networks, noise (epsilon) or velocity (v).
import { remark, type Remark } from '../../messages/table.ts'
import type { PredictionType } from '../../sampling/parameterisation.ts'
import { schedulerFile, settingsOf } from './folder-settings.ts'
import type { TensorTable } from './tensor-table.ts'

/** Where the answer came from; `assumed` is the family's habit and may be refined by looking at values. */
export type PredictionSource = 'user' | 'sidecar' | 'metadata' | 'tensor' | 'values' | 'assumed'
export type Prediction = {
  /** A name among the family's parameterisations. */
  readonly type: string
  readonly source: PredictionSource
  readonly why: Remark
}

export type PredictionHints = {
  /** The user's own choice. */
  readonly predictionType?: PredictionType
  /** The text of the `.yaml` beside the file. */
  readonly sidecarYaml?: string
}

/** Metadata values that settle it, exact and lower-case. */
const metadataRules: readonly { key: string; values: Readonly<Record<string, PredictionType>> }[] = [
  {
    key: 'modelspec.prediction_type',
    values: { v: 'v', v_prediction: 'v', 'v-prediction': 'v', epsilon: 'epsilon', eps: 'epsilon' },
  },
  { key: 'ss_model_prediction_type', values: { v: 'v', v_prediction: 'v', epsilon: 'epsilon' } },
  {
    key: 'ss_base_model_version',
    values: { sd_v1_v: 'v', sd_v2_v: 'v', sd_v1: 'epsilon', sd_v2: 'epsilon' },
  },
  {
    key: 'modelspec.architecture',
    values: { 'stable-diffusion-v2-768-v': 'v', 'stable-diffusion-v2-512': 'epsilon' },
  },
]

/** An empty tensor that marks SDXL models. */
const velocityMark = 'v_pred'

export function predictNoiseOrVelocity(table: TensorTable, hints: PredictionHints): Prediction {
  if (hints.predictionType !== undefined) {
    const type = hints.predictionType
    return { type, source: 'user', why: remark('prediction/chosen', { prediction: type }) }
  }
  const parameterization = /^\s*parameterization\s*:\s*["']?(v|eps)\b/m.exec(hints.sidecarYaml ?? '')?.[1]
  if (parameterization !== undefined) {
    const type = parameterization === 'v' ? 'v' : 'epsilon'
    return { type, source: 'sidecar', why: remark('prediction/beside', { prediction: type }) }
  }
  const scheduled = settingsOf(table, schedulerFile)['prediction_type']
  if (scheduled === 'v_prediction' || scheduled === 'epsilon') {
    const type = scheduled === 'epsilon' ? 'epsilon' : 'v'
    return { type, source: 'metadata', why: remark('prediction/scheduler', { prediction: type }) }
  }
  for (const { key, values } of metadataRules) {
    const said = table.metadata.get(key)?.toLowerCase()
    const type = said !== undefined && Object.hasOwn(values, said) ? values[said] : undefined
    if (type !== undefined)
      return { type, source: 'metadata', why: remark('prediction/metadata', { prediction: type, key }) }
  }
  if (table.tensors.has(velocityMark)) {
    const why = remark('prediction/tensor', { prediction: 'v', tensor: velocityMark })
    return { type: 'v', source: 'tensor', why }
  }
  return { type: 'epsilon', source: 'assumed', why: remark('prediction/assumed', { prediction: 'epsilon' }) }
}
