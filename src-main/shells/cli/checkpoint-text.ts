// What `inspect` prints of a checkpoint.
import { basename } from 'node:path'
import type { CheckpointFacts } from '../../catalog/models/inspect-checkpoint.ts'
import { asText, inEnglish } from './speech.ts'

export function checkpointInJson(
  path: string,
  { name, detection, defaultSize, parameterCount, metadata }: CheckpointFacts,
): Record<string, unknown> {
  const { architecture, variant, label, why, predictionType, prediction, precision, hasVae, problem } =
    detection
  return {
    type: 'checkpoint',
    file: path,
    name,
    architecture: { name: architecture, variant, label: inEnglish(label), why: why.map(inEnglish) },
    precision,
    predictionType,
    predictionWhy: inEnglish(prediction.why),
    zeroTerminalSnr: detection.zeroTerminalSnr,
    hasVae,
    defaultSize,
    parameters: parameterCount,
    components: Object.fromEntries(detection.tensors.parameterCounts),
    unusedTensors: detection.tensors.leftovers,
    problem,
    metadata: Object.fromEntries(metadata),
  }
}

export function checkpointAsText(
  path: string,
  { name, detection, defaultSize, parameterCount, metadata }: CheckpointFacts,
): string[] {
  const lines = [
    `${name} (${basename(path)})`,
    `  ${asText(detection.label)}, predicts ${detection.predictionType}, ${detection.precision}, ${parameterCount.toLocaleString('en')} parameters`,
    `  pictures of ${defaultSize.width} × ${defaultSize.height}, ${detection.hasVae ? 'with' : 'without'} VAE`,
    ...detection.why.map((reason) => `  - ${asText(reason)}`),
    ...[...detection.tensors.parameterCounts].map(
      ([part, count]) => `  ${part}: ${count.toLocaleString('en')} parameters`,
    ),
    ...(detection.problem ? [`  Problem: ${asText(detection.problem)}`] : []),
    ...[...metadata].map(
      ([key, value]) => `  ${key}: ${value.length > 200 ? `${value.slice(0, 200)}…` : value}`,
    ),
  ]
  return lines
}
