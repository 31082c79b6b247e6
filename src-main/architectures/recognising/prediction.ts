// What a model predicts and how we know; of Stable Diffusion's networks, noise (epsilon) or velocity (v).
import type { PredictionType } from '../../sampling/parameterisation.ts'
import { schedulerFile, settingsOf } from './folder-settings.ts'
import type { TensorTable } from './tensor-table.ts'

/** Where the answer came from; `assumed` is the family's habit and may be refined by looking at values. */
export type PredictionSource = 'user' | 'sidecar' | 'metadata' | 'tensor' | 'values' | 'assumed'
export type Prediction = {
  /** A name among the family's parameterisations. */
  readonly type: string
  readonly source: PredictionSource
  /** One sentence. */
  readonly why: string
}

export type PredictionHints = {
  /** The user's own choice. */
  readonly predictionType?: PredictionType
  /** The text of the `.yaml` beside the file. */
  readonly sidecarYaml?: string
}

export const spokenPrediction: Readonly<Record<PredictionType, string>> = {
  epsilon: 'noise (epsilon)',
  v: 'velocity (v)',
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

export function predictNoiseOrVelocity(table: TensorTable, hints: PredictionHints): Prediction {
  if (hints.predictionType !== undefined) {
    const type = hints.predictionType
    return { type, source: 'user', why: `You chose that it predicts ${spokenPrediction[type]}.` }
  }
  const parameterization = /^\s*parameterization\s*:\s*["']?(v|eps)\b/m.exec(hints.sidecarYaml ?? '')?.[1]
  if (parameterization !== undefined) {
    const type = parameterization === 'v' ? 'v' : 'epsilon'
    return {
      type,
      source: 'sidecar',
      why: `The .yaml beside it says that it predicts ${spokenPrediction[type]}.`,
    }
  }
  const scheduled = settingsOf(table, schedulerFile)['prediction_type']
  if (scheduled === 'v_prediction' || scheduled === 'epsilon') {
    const type = scheduled === 'epsilon' ? 'epsilon' : 'v'
    const why = `Its scheduler_config.json says that it predicts ${spokenPrediction[type]}.`
    return { type, source: 'metadata', why }
  }
  for (const { key, values } of metadataRules) {
    const said = table.metadata.get(key)?.toLowerCase()
    const type = said !== undefined && Object.hasOwn(values, said) ? values[said] : undefined
    if (type !== undefined) {
      return {
        type,
        source: 'metadata',
        why: `Its metadata (${key}) says that it predicts ${spokenPrediction[type]}.`,
      }
    }
  }
  if (table.tensors.has('v_pred')) {
    return { type: 'v', source: 'tensor', why: 'It carries the tensor "v_pred": it predicts velocity (v).' }
  }
  return { type: 'epsilon', source: 'assumed', why: 'Nothing says otherwise: it predicts noise (epsilon).' }
}
