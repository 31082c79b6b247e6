// The command line: finds the command, parses its flags, and turns every outcome into an exit code.
import { AppError, reportError } from '../../base/errors.ts'
import { parseFlags, type Command } from './command.ts'
import { asText } from './speech.ts'
import { bakeCommand } from './commands/bake.ts'
import { benchCommand } from './commands/bench.ts'
import { convertCommand } from './commands/convert.ts'
import { downloadCommand } from './commands/download.ts'
import { duplicatesCommand } from './commands/duplicates.ts'
import { extractCommand } from './commands/extract.ts'
import { forgetTelemetryCommand } from './commands/forget-telemetry.ts'
import { generateCommand } from './commands/generate.ts'
import { inspectCommand } from './commands/inspect.ts'
import { listCommand } from './commands/list.ts'
import { mergeCommand } from './commands/merge.ts'
import { moveCommand } from './commands/move.ts'
import { planCommand } from './commands/plan.ts'
import { probeCommand } from './commands/probe.ts'
import { resizeCommand } from './commands/resize.ts'
import { scanCommand } from './commands/scan.ts'
import { serveCommand } from './commands/serve.ts'
import { showCommand } from './commands/show.ts'
import { tagCommand } from './commands/tag.ts'
import { trainCommand } from './commands/train.ts'
import { trashCommand } from './commands/trash.ts'
import { undoCommand } from './commands/undo.ts'
import { note } from '../../files/terminal.ts'
import { escapedJson } from '../../messages/plain-text.ts'

const commands: readonly Command[] = [
  generateCommand,
  planCommand,
  probeCommand,
  inspectCommand,
  bakeCommand,
  convertCommand,
  mergeCommand,
  resizeCommand,
  extractCommand,
  trainCommand,
  scanCommand,
  duplicatesCommand,
  listCommand,
  showCommand,
  tagCommand,
  moveCommand,
  trashCommand,
  undoCommand,
  downloadCommand,
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
]

async function main(words: readonly string[]): Promise<void> {
  const [first, ...others] = words
  // `help list` is `list --help`.
  const [name, ...rest] = first === 'help' && others.length > 0 ? [...others, '--help'] : words
  if (name === undefined || name === '--help' || name === 'help') {
    note(...usage)
    if (name === undefined) process.exitCode = 2
    return
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (!command)
    throw new AppError('usage/unknown-command', { name, known: commands.map((known) => known.name) })
  if (rest.includes('--help')) {
    note(`Usage: lamina ${command.usage}`, command.summary)
    return
  }
  await command.run(parseFlags(command, rest))
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const report = reportError(error)
  note(`lamina: ${asText(report)}`)
  if (process.argv.includes('--verbose')) {
    note(`${report.code} ${escapedJson(report.details ?? {})}`)
    note(...indented(error instanceof Error ? (error.stack ?? '') : String(error)))
  }
  process.exitCode = report.code.startsWith('usage/') ? 2 : 1
}

/** So that the lines of a stack are told from our own. */
function indented(stack: string): string[] {
  return stack.split('\n').map((line) => `  ${line}`)
}
