// The command line: finds the command, parses its flags, and turns every outcome into an exit code.
import { AppError, reportError } from '../../base/errors.ts'
import { parseFlags, type Command } from './command.ts'
import { asText } from './speech.ts'
import { bakeCommand } from './commands/bake.ts'
import { benchCommand } from './commands/bench.ts'
import { convertCommand } from './commands/convert.ts'
import { extractCommand } from './commands/extract.ts'
import { forgetTelemetryCommand } from './commands/forget-telemetry.ts'
import { generateCommand } from './commands/generate.ts'
import { inspectCommand } from './commands/inspect.ts'
import { mergeCommand } from './commands/merge.ts'
import { probeCommand } from './commands/probe.ts'
import { resizeCommand } from './commands/resize.ts'
import { serveCommand } from './commands/serve.ts'
import { trainCommand } from './commands/train.ts'

const commands: readonly Command[] = [
  generateCommand,
  probeCommand,
  inspectCommand,
  bakeCommand,
  convertCommand,
  mergeCommand,
  resizeCommand,
  extractCommand,
  trainCommand,
  serveCommand,
  benchCommand,
  forgetTelemetryCommand,
]

const usage = [
  'Usage: lamina COMMAND [flags]',
  '',
  ...commands.flatMap((command) => [`  ${command.usage}`, `      ${command.summary}`]),
  '',
  'Every command takes --help and --verbose.',
].join('\n')

async function main(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === 'help') {
    process.stderr.write(`${usage}\n`)
    if (name === undefined) process.exitCode = 2
    return
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (!command)
    throw new AppError('usage/unknown-command', `There is no command "${name}".`, {
      hint: `Commands are ${commands.map((candidate) => candidate.name).join(', ')}.`,
    })
  if (rest.includes('--help')) {
    process.stderr.write(`Usage: lamina ${command.usage}\n${command.summary}\n`)
    return
  }
  await command.run(parseFlags(command, rest))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const report = reportError(error)
  process.stderr.write(`lamina: ${asText(report)}\n`)
  if (process.argv.includes('--verbose')) {
    process.stderr.write(`${report.code} ${JSON.stringify(report.details ?? {})}\n`)
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`)
  }
  process.exitCode = report.code.startsWith('usage/') ? 2 : 1
}
