// `lamina merge`: several adapters as one, exactly.
import { readAdapterFlag } from '../adapter-flags.ts'
import type { Command } from '../command.ts'
import { dtypeUsage, neededOutput, rewriteAndReport } from '../rewriting.ts'

export const mergeCommand: Command = {
  name: 'merge',
  usage: `merge A[:weight[:textWeight]] B[:weight[:textWeight]]… --out G.safetensors [--model M] ${dtypeUsage} [--json]`,
  summary: 'Writes the exact sum of adapters as one; ranks add.',
  words: ['file', '…'],
  flags: { out: 'text', model: 'text', dtype: 'text', json: 'switch' },
  async run(input) {
    const inputs = input.words.map(readAdapterFlag)
    const model = input.path('model') ?? null
    const output = await neededOutput(input, [...inputs.map(({ path }) => path), model])
    await rewriteAndReport(input, { kind: 'merge', inputs }, { output, model })
  },
}
