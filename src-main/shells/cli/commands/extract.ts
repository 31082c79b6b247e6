// `lamina extract`: the difference between two checkpoints as a LoRA.
import { AppError } from '../../../base/errors.ts'
import type { Command } from '../command.ts'
import { dtypeUsage, neededOutput, rankFlags, rankRule, rewriteAndReport } from '../rewriting.ts'

export const extractCommand: Command = {
  name: 'extract',
  usage:
    'extract --base A --tuned B --rank N [--ratio X | --frobenius X] [--conv] [--clamp Q] [--text-threshold T] ' +
    `--out G.safetensors ${dtypeUsage} [--json]`,
  summary: 'Writes what a tuned checkpoint learned over its base as a LoRA of at most rank N.',
  words: [],
  flags: {
    ...rankFlags,
    base: 'text',
    tuned: 'text',
    conv: 'switch',
    clamp: 'text',
    'text-threshold': 'text',
    out: 'text',
    dtype: 'text',
    json: 'switch',
  },
  async run(input) {
    const [base, tuned] = [input.neededPath('base'), input.neededPath('tuned')]
    const rule = rankRule(input)
    if (rule.criterion?.by === 'cumulative') throw new AppError('usage/cumulative-extract')
    const clamp = input.number('clamp') ?? null
    if (clamp !== null && !(clamp > 0 && clamp <= 1))
      throw new AppError('usage/not-a-share', { flag: '--clamp', value: clamp })
    const textThreshold = input.number('text-threshold') ?? 0.01
    if (textThreshold < 0)
      throw new AppError('usage/too-small', { flag: '--text-threshold', value: textThreshold, least: 0 })
    const output = await neededOutput(input, [base, tuned])
    const work = {
      kind: 'extract' as const,
      base,
      tuned,
      convolutions: input.on('conv'),
      clamp,
      textThreshold,
    }
    await rewriteAndReport(input, { ...work, ...rule }, { output, model: null })
  },
}
