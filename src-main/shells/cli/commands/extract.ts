// `lamina extract`: the difference between two checkpoints as a LoRA.
import { usageError, type Command } from '../command.ts'
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
    if (rule.criterion?.by === 'cumulative')
      throw usageError(
        'cumulative',
        '--cumulative would need every singular value of every weight.',
        'Use --ratio or --frobenius.',
      )
    const clamp = input.number('clamp') ?? null
    if (clamp !== null && !(clamp > 0 && clamp <= 1))
      throw usageError('clamp', `--clamp takes a quantile from 0 to 1, not ${clamp}.`)
    const textThreshold = input.number('text-threshold') ?? 0.01
    if (textThreshold < 0)
      throw usageError('text-threshold', `--text-threshold takes a number from 0, not ${textThreshold}.`)
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
