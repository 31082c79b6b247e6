// `lamina generate`: one job for an engine of its own, without an app around it.
import { randomBytes } from 'node:crypto'
import { extname, resolve } from 'node:path'
import type { EngineGenerateResult } from '../../../contract/engine.ts'
import {
  generationRequestSchema,
  noiseSources,
  profiles,
  samplerNames,
  schedulerNames,
  type GenerationRequest,
} from '../../../contract/generation.ts'
import { inspectCheckpoint, type CheckpointFacts } from '../../../catalog/inspect-checkpoint.ts'
import { demoModelPath } from '../../../app/demo-model.ts'
import { usageError, type Command, type CommandInput } from '../command.ts'
import { deviceFlag, oneOf } from '../flags.ts'
import { progressLine } from '../progress-line.ts'
import { withEngine } from '../with-engine.ts'

export const generateCommand: Command = {
  name: 'generate',
  usage:
    'generate --prompt T --out F.png [--model F] [--negative T] [--steps N] [--guidance N] [--size WxH] [--seed N] ' +
    '[--noise cpu|nv] [--sampler S] [--scheduler S] [--batch N] [--clip-skip N] [--vae F] [--profile a1111|comfyui] ' +
    '[--device auto|cpu|webgpu|cuda|dml|coreml] [--latent F.safetensors] [--json]',
  summary: 'Makes pictures. Without --model: the demo model.',
  words: [],
  flags: {
    model: 'text',
    prompt: 'text',
    negative: 'text',
    steps: 'text',
    guidance: 'text',
    size: 'text',
    seed: 'text',
    noise: 'text',
    sampler: 'text',
    scheduler: 'text',
    batch: 'text',
    'clip-skip': 'text',
    vae: 'text',
    profile: 'text',
    device: 'text',
    out: 'text',
    latent: 'text',
    json: 'switch',
  },
  async run(input) {
    const model = resolve(input.text('model') ?? demoModelPath())
    const out = resolve(input.needed('out'))
    if (extname(out).toLowerCase() !== '.png') throw usageError('out', '--out must end in .png.')
    const latent = input.text('latent')
    const device = deviceFlag(input)
    const facts = await inspectCheckpoint(model)
    const request = readRequest(input, model, facts)
    const line = progressLine()
    const result = await withEngine({ progress: line.show }, (engine) =>
      engine.generate({
        jobId: 'cli',
        request,
        device,
        outputs: outputPaths(out, request.batch),
        modelName: facts.name,
        ...(latent === undefined ? {} : { latentOutput: resolve(latent) }),
      }),
    ).finally(() => line.clear())
    report(input, request, result, latent)
  },
}

function readRequest(input: CommandInput, model: string, facts: CheckpointFacts): GenerationRequest {
  const size = readSize(input.text('size')) ?? facts.defaultSize
  const seed = input.text('seed') ?? randomBytes(4).readUInt32LE().toString()
  if (!/^\d+$/.test(seed)) throw usageError('seed', `--seed takes a whole number from 0, not "${seed}".`)
  const vae = input.text('vae')
  const parsed = generationRequestSchema.safeParse({
    model,
    vae: vae === undefined ? null : resolve(vae),
    prompt: input.needed('prompt'),
    negativePrompt: input.text('negative') ?? '',
    width: size.width,
    height: size.height,
    steps: input.number('steps') ?? 20,
    guidance: input.number('guidance') ?? 7,
    sampler: oneOf(input, 'sampler', samplerNames) ?? 'euler',
    scheduler: oneOf(input, 'scheduler', schedulerNames) ?? 'normal',
    seed: BigInt(seed).toString(),
    noise: oneOf(input, 'noise', noiseSources) ?? 'cpu',
    batch: input.number('batch') ?? 1,
    clipSkip: input.number('clip-skip') ?? 1,
    profile: oneOf(input, 'profile', profiles) ?? 'a1111',
  })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw usageError('request', `${flagNames[String(issue.path[0])] ?? issue.path.join('.')}: ${issue.message}`)
}

/** Which flag a field of the request came from. */
const flagNames: Readonly<Record<string, string>> = {
  width: '--size',
  height: '--size',
  steps: '--steps',
  guidance: '--guidance',
  seed: '--seed',
  batch: '--batch',
  clipSkip: '--clip-skip',
  prompt: '--prompt',
  negativePrompt: '--negative',
}

function readSize(text: string | undefined): { width: number; height: number } | null {
  if (text === undefined) return null
  const match = /^(\d{1,5})[x×](\d{1,5})$/i.exec(text)
  if (!match) throw usageError('size', `--size takes WIDTHxHEIGHT such as 512x768, not "${text}".`)
  return { width: Number(match[1]), height: Number(match[2]) }
}

/** `F.png` for one picture; `F-1.png`, `F-2.png` … for several. */
function outputPaths(out: string, batch: number): string[] {
  if (batch === 1) return [out]
  const stem = out.slice(0, -extname(out).length)
  return Array.from({ length: batch }, (_, index) => `${stem}-${index + 1}.png`)
}

function report(
  input: CommandInput,
  request: GenerationRequest,
  result: EngineGenerateResult,
  latent?: string,
): void {
  const files = result.pictures.map((picture) => picture.path)
  for (const warning of result.warnings) process.stderr.write(`${warning}\n`)
  if (input.on('json')) {
    const line = {
      seed: request.seed,
      device: result.device,
      seconds: result.seconds,
      stepsPerSecond: result.stepsPerSecond,
      files,
      ...(latent === undefined ? {} : { latent: resolve(latent) }),
      warnings: result.warnings,
    }
    process.stdout.write(`${JSON.stringify(line)}\n`)
  } else {
    process.stderr.write(
      `seed ${request.seed}, ${result.stepsPerSecond.toFixed(1)} steps a second on ${result.device}\n`,
    )
    for (const file of files) process.stdout.write(`${file}\n`)
  }
}
