// `lamina bench`: the speed of this machine on a full-size network with made-up weights.
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { EngineBenchmark } from '../../../contract/engine.ts'
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
    const result = await withEngine({}, (engine) =>
      engine.benchmark({
        architecture,
        folder: resolve(input.text('folder') ?? join(tmpdir(), 'lamina-bench')),
        steps: what === 'compile' ? 0 : (input.number('runs') ?? 5),
        batch: input.number('batch') ?? 2,
        latent: input.number('latent') ?? 64,
        tokens: input.number('tokens') ?? 77,
        resident: oneOf(input, 'resident', ['inputs', 'constants'] as const) ?? 'inputs',
        lowerings: readLowerings(input),
      }),
    )
    const text = input.on('json') ? JSON.stringify({ architecture, ...result }) : describe(result)
    process.stdout.write(`${text}\n`)
  },
}

function readLowerings(input: CommandInput): Record<string, string> {
  const pairs = (input.text('lowering') ?? '').split(',').filter((pair) => pair !== '')
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]))
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
