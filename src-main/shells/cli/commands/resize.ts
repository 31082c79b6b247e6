// `lamina resize`: an adapter at a smaller rank.
import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { dtypeUsage, neededOutput, rankFlags, rankRule, rankUsage, rewriteAndReport } from '../rewriting.ts'

export const resizeCommand: Command = {
  name: 'resize',
  usage: `resize F ${rankUsage} --out G.safetensors [--model M] ${dtypeUsage} [--json]`,
  summary:
    'Writes an adapter as a LoRA of at most rank N; kinds that depend on the base need --model. Says what share of each change is kept.',
  words: ['file'],
  flags: { ...rankFlags, out: 'text', model: 'text', dtype: 'text', json: 'switch' },
  async run(input) {
    const file = resolve(input.words[0]!)
    const rule = rankRule(input)
    const model = input.path('model') ?? null
    const output = await neededOutput(input, [file, model])
    await rewriteAndReport(input, { kind: 'resize', input: file, ...rule }, { output, model })
  },
}
