// `lamina convert`: an adapter in the spelling of other programs.
import { resolve } from 'node:path'
import { writtenDialects } from '../../../contract/rewrite.ts'
import { usageError, type Command } from '../command.ts'
import { oneOf } from '../flags.ts'
import { dtypeUsage, neededOutput, rewriteAndReport } from '../rewriting.ts'

export const convertCommand: Command = {
  name: 'convert',
  usage: `convert F --to ${writtenDialects.join('|')} --out G.safetensors [--model M] ${dtypeUsage} [--json]`,
  summary: 'Writes an adapter in another dialect and shows that it changes the same.',
  words: ['file'],
  flags: { to: 'text', out: 'text', model: 'text', dtype: 'text', json: 'switch' },
  async run(input) {
    const file = resolve(input.words[0]!)
    const to = oneOf(input, 'to', writtenDialects)
    if (!to) throw usageError('missing-flag', '--to is needed.', `It takes ${writtenDialects.join(', ')}.`)
    const model = input.path('model') ?? null
    const output = await neededOutput(input, [file, model])
    await rewriteAndReport(input, { kind: 'convert', input: file, to }, { output, model })
  },
}
