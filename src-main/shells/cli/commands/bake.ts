// `lamina bake`: a checkpoint with adapters merged into it.
import { adapterStack, adapterUsage } from '../adapter-flags.ts'
import { usageError, type Command } from '../command.ts'
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
    if (stack.length === 0) throw usageError('missing-flag', '--adapter is needed.')
    const output = await neededOutput(input, [model, ...stack.map(({ adapter }) => adapter)])
    const report = await rewriting(output, (engine, jobId) => engine.bake({ jobId, model, stack, output }))
    for (const warning of report.warnings) process.stderr.write(`${asText(warning)}\n`)
    if (input.on('json')) {
      const { output: file, warnings, ...rest } = report
      process.stdout.write(`${JSON.stringify({ file, ...rest, warnings: warnings.map(inEnglish) })}\n`)
      return
    }
    process.stderr.write(
      `${report.changed} parameters changed, ${report.kept} tensors kept byte for byte, ` +
        `${(report.sizeBytes / 1e6).toFixed(1)} MB in ${report.seconds.toFixed(1)} s\n`,
    )
    process.stdout.write(`${output}\n`)
  },
}
