// `lamina bake`: a checkpoint with adapters merged into it.
import { adapterStack, adapterUsage } from '../adapter-flags.ts'
import { AppError } from '../../../base/errors.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { neededOutput, rewriting } from '../rewriting.ts'
import { asText, inEnglish } from '../speech.ts'

export const bakeCommand: Command = {
  name: 'bake',
  usage: `bake --model F ${adapterUsage} --out G.safetensors [--json]`,
  summary: 'Writes a checkpoint with adapters merged into it; everything they do not change is copied.',
  words: [],
  flags: { model: 'text', adapter: 'texts', out: 'text', json: 'switch' },
  async run(input) {
    const model = input.neededPath('model')
    const stack = await adapterStack(input)
    if (stack.length === 0)
      throw new AppError('usage/missing-flag', { flag: '--adapter', usage: bakeCommand.usage })
    const output = await neededOutput(input, [model, ...stack.map(({ adapter }) => adapter)])
    const report = await rewriting(output, (engine, jobId) => engine.bake({ jobId, model, stack, output }))
    for (const warning of report.warnings) note(asText(warning))
    if (input.on('json')) {
      const { output: file, warnings, ...rest } = report
      printJson({ file, ...rest, warnings: warnings.map(inEnglish) })
      return
    }
    note(
      `${report.changed} parameters changed, ${report.kept} tensors kept byte for byte, ` +
        `${(report.sizeBytes / 1e6).toFixed(1)} MB in ${report.seconds.toFixed(1)} s`,
    )
    print(output)
  },
}
