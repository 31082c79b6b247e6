// Whether an SD 2 checkpoint predicts velocity, from its values: ComfyUI's test.
import { remark } from '../../../messages/table.ts'
import type { Prediction } from '../../recognising/prediction.ts'
import type { PredictionProbe } from '../family.ts'

/** Training for v left the probe's bias spread out. */
const velocitySpread = 0.09

export const velocityProbe: PredictionProbe = {
  parameter: 'unet.up_blocks.3.attentions.2.transformer_blocks.0.norm1.bias',
  decide: predictionFromBias,
}

export function predictionFromBias(bias: Float32Array): Prediction {
  const mean = bias.reduce((sum, value) => sum + value, 0) / bias.length
  const variance = bias.reduce((sum, value) => sum + (value - mean) ** 2, 0) / bias.length
  const deviation = Math.sqrt(variance)
  const type = deviation > velocitySpread ? 'v' : 'epsilon'
  const told = Number(deviation.toFixed(3))
  const why = remark('prediction/bias', { prediction: type, deviation: told, bound: velocitySpread })
  return { type, source: 'values', why }
}
