// `lamina bench`: the speed of this machine on a full-size network with made-up weights.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtInFamilies, firstFamily } from '../../../architectures/families/families.ts'
import type { EngineBenchmark, EngineBenchmarkCall } from '../../../contract/engine.ts'
import { AppError } from '../../../base/errors.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command, CommandInput } from '../command.ts'
import { oneOf } from '../flags.ts'
import { gigabytes } from '../plan-text.ts'
import { withEngine } from '../with-engine.ts'

const ids = builtInFamilies.map(({ id }) => id)

export const benchCommand: Command = {
  name: 'bench',
  usage:
    `bench unet|compile|slider|train [--arch ${ids.join('|')}] [--runs N] [--batch N] [--latent N] [--tokens N] ` +
    '[--resident inputs|constants] [--lowering NAME=VALUE,…] [--rank N] [--merges N] [--convolutions] [--folder DIR] [--json]',
  summary:
    'Times a full-size UNet, moving an adapter over it, or training one; made-up weights are written once into the folder (SD 1: 3.4 GB).',
  words: ['what'],
  flags: {
    arch: 'text',
    runs: 'text',
    batch: 'text',
    latent: 'text',
    tokens: 'text',
    resident: 'text',
    lowering: 'text',
    rank: 'text',
    merges: 'text',
    convolutions: 'switch',
    folder: 'text',
    json: 'switch',
  },
  async run(input) {
    const what = input.words[0]
    if (what !== 'unet' && what !== 'compile' && what !== 'slider' && what !== 'train')
      throw new AppError('usage/unknown-benchmark', {
        name: what ?? '',
        known: ['unet', 'compile', 'slider', 'train'],
      })
    const architecture = oneOf(input, 'arch', ids) ?? firstFamily.id
    const call: EngineBenchmarkCall = {
      architecture,
      folder: input.path('folder') ?? join(tmpdir(), 'lamina-bench'),
      steps: what === 'compile' || input.text('runs') === '0' ? 0 : count(input, 'runs', 5),
      batch: count(input, 'batch', what === 'train' ? 1 : 2),
      latent: count(input, 'latent', 64),
      tokens: count(input, 'tokens', 77),
      resident: oneOf(input, 'resident', ['inputs', 'constants'] as const) ?? 'inputs',
      lowerings: readLowerings(input),
      ...(what === 'slider' ? { slider: readSlider(input) } : {}),
      ...(what === 'train' ? { training: { rank: count(input, 'rank', 16) } } : {}),
    }
    const result = await withEngine({}, (engine) => engine.benchmark(call))
    if (input.on('json')) printJson({ architecture, ...result })
    else print(describe(result))
  },
}

function readSlider(input: CommandInput): NonNullable<EngineBenchmarkCall['slider']> {
  const [rank, merges] = [count(input, 'rank', 32), count(input, 'merges', 7)]
  return { rank, merges, convolutions: input.on('convolutions') }
}

function count(input: CommandInput, flag: string, otherwise: number): number {
  const number = input.number(flag) ?? otherwise
  if (Number.isSafeInteger(number) && number > 0) return number
  throw new AppError('usage/not-whole', { flag: `--${flag}`, value: String(number), least: 1 })
}

function readLowerings(input: CommandInput): Record<string, string> {
  const pairs = (input.text('lowering') ?? '').split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', choice] = pair.split('=', 2)
      if (choice === undefined) throw new AppError('usage/lowering', { written: pair })
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
  slider,
  training,
}: EngineBenchmark): string {
  if (training) {
    const { parameters, modules, weightBytes } = training
    const memory = `peak memory ${gigabytes(peakBytes)} with ${gigabytes(weightBytes)} of weights`
    const trained = `${parameters.toLocaleString('en')} parameters of ${modules} modules`
    const first = `first step after ${readSeconds.toFixed(1)} s`
    return [trained, first, ...(stepSeconds.length > 0 ? [`step ${spread(stepSeconds)}`] : []), memory].join(
      ', ',
    )
  }
  const compile = `compile ${compileSeconds.toFixed(2)} s`
  const memory = `peak memory ${gigabytes(peakBytes)}`
  const parts = [compile, `read ${readSeconds.toFixed(2)} s`]
  if (slider) {
    parts.push(`${slider.modules} modules merged in ${spread(slider.mergeSeconds)}`)
    if (stepSeconds.length > 0) parts.push(`${slider.programs} program of the network`)
  }
  if (stepSeconds.length > 0) {
    parts.push(`session ${sessionSeconds.toFixed(2)} s`, `step ${spread(stepSeconds)}`)
    if (slider) {
      const ratio = median(slider.stackedStepSeconds) / median(stepSeconds)
      parts.push(`with three adapters ${spread(slider.stackedStepSeconds)}: × ${ratio.toFixed(3)}`)
    }
  } else if (!slider) return compile
  return [...parts, memory].join(', ')
}

function median(seconds: readonly number[]): number {
  const sorted = seconds.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2
}

function spread(seconds: readonly number[]): string {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)]
  return `${median(seconds).toFixed(3)} s (${least.toFixed(3)}–${most.toFixed(3)}, ${seconds.length} runs)`
}
