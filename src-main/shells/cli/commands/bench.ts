// `lamina bench`: the speed of this machine on a full-size network with made-up weights.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineBenchmark, EngineBenchmarkCall } from '../../../contract/engine.ts'
import { usageError, type Command, type CommandInput } from '../command.ts'
import { oneOf } from '../flags.ts'
import { withEngine } from '../with-engine.ts'

export const benchCommand: Command = {
  name: 'bench',
  usage:
    'bench unet|compile [--arch sd1|sd2|sdxl] [--runs N] [--batch N] [--latent N] [--tokens N] ' +
    '[--resident inputs|constants] [--lowering NAME=VALUE,…] [--folder DIR] [--json]',
  summary: 'Times a full-size UNet; its made-up weights are written once into the folder (SD 1: 3.4 GB).',
  words: ['what'],
  flags: {
    arch: 'text',
    runs: 'text',
    batch: 'text',
    latent: 'text',
    tokens: 'text',
    resident: 'text',
    lowering: 'text',
    folder: 'text',
    json: 'switch',
  },
  async run(input) {
    const what = input.words[0]
    if (what !== 'unet' && what !== 'compile')
      throw usageError(
        'unknown-benchmark',
        `There is no benchmark "${what}".`,
        'Benchmarks are unet and compile.',
      )
    const architecture = oneOf(input, 'arch', ['sd1', 'sd2', 'sdxl'] as const) ?? 'sd1'
    const call: EngineBenchmarkCall = {
      architecture,
      folder: input.path('folder') ?? join(tmpdir(), 'lamina-bench'),
      steps: what === 'compile' ? 0 : count(input, 'runs', 5),
      batch: count(input, 'batch', 2),
      latent: count(input, 'latent', 64),
      tokens: count(input, 'tokens', 77),
      resident: oneOf(input, 'resident', ['inputs', 'constants'] as const) ?? 'inputs',
      lowerings: readLowerings(input),
    }
    const result = await withEngine({}, (engine) => engine.benchmark(call))
    const text = input.on('json') ? JSON.stringify({ architecture, ...result }) : describe(result)
    process.stdout.write(`${text}\n`)
  },
}

function count(input: CommandInput, flag: string, otherwise: number): number {
  const number = input.number(flag) ?? otherwise
  if (Number.isSafeInteger(number) && number > 0) return number
  throw usageError('count', `--${flag} takes a whole number from 1, not ${number}.`)
}

function readLowerings(input: CommandInput): Record<string, string> {
  const pairs = (input.text('lowering') ?? '').split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', choice] = pair.split('=', 2)
      if (choice === undefined)
        throw usageError('lowering', `--lowering takes NAME=VALUE pairs, not "${pair}".`)
      return [name, choice]
    }),
  )
}

function describe({
  compileSeconds,
  readSeconds,
  sessionSeconds,
  stepSeconds,
  peakBytes,
}: EngineBenchmark): string {
  const compile = `compile ${compileSeconds.toFixed(2)} s`
  const sorted = stepSeconds.toSorted((a, b) => a - b)
  if (sorted.length === 0) return compile
  const median = sorted[Math.floor(sorted.length / 2)]!
  return [
    compile,
    `read ${readSeconds.toFixed(2)} s`,
    `session ${sessionSeconds.toFixed(2)} s`,
    `step ${median.toFixed(2)} s (${sorted[0]!.toFixed(2)}–${sorted.at(-1)!.toFixed(2)}, ${sorted.length} runs)`,
    `peak memory ${(peakBytes / 1e9).toFixed(2)} GB`,
  ].join(', ')
}
