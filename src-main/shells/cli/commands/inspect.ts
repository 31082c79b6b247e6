// `lamina inspect`: what a file is, and why we think so.
import { basename, resolve } from 'node:path'
import { inspectCheckpoint, type CheckpointFacts } from '../../../catalog/inspect-checkpoint.ts'
import type { Command } from '../command.ts'

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect F [--json]',
  summary:
    'Says what a checkpoint is and why: architecture, precision, prediction type, parameters, metadata.',
  words: ['file'],
  flags: { json: 'switch' },
  async run(input) {
    const path = resolve(input.words[0]!)
    const facts = await inspectCheckpoint(path)
    process.stdout.write(input.on('json') ? `${JSON.stringify(inJson(path, facts))}\n` : asText(path, facts))
  },
}

function inJson(path: string, { name, detection, defaultSize, parameterCount, metadata }: CheckpointFacts) {
  const { architecture, variant, label, why, predictionType, prediction, precision, hasVae, problem } =
    detection
  return {
    type: 'checkpoint',
    file: path,
    name,
    architecture: { name: architecture, variant, label, why },
    precision,
    predictionType,
    predictionWhy: prediction.why,
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

function asText(
  path: string,
  { name, detection, defaultSize, parameterCount, metadata }: CheckpointFacts,
): string {
  const lines = [
    `${name} (${basename(path)})`,
    `  ${detection.label}, predicts ${detection.predictionType}, ${detection.precision}, ${parameterCount.toLocaleString('en')} parameters`,
    `  pictures of ${defaultSize.width} × ${defaultSize.height}, ${detection.hasVae ? 'with' : 'without'} VAE`,
    ...detection.why.map((reason) => `  - ${reason}`),
    ...[...detection.tensors.parameterCounts].map(
      ([part, count]) => `  ${part}: ${count.toLocaleString('en')} parameters`,
    ),
    ...(detection.problem ? [`  Problem: ${detection.problem.message} ${detection.problem.hint ?? ''}`] : []),
    ...[...metadata].map(
      ([key, value]) => `  ${key}: ${value.length > 200 ? `${value.slice(0, 200)}…` : value}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}
