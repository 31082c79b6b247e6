// `lamina probe`: one compiled network on the named tensors of a file.
import { probeKinds, probePrecisions } from '../../../contract/engine.ts'
import { limits } from '../../../contract/generation.ts'
import { adapterStack, adapterUsage } from '../adapter-flags.ts'
import { checkTarget, checkTensorFile } from '../check-files.ts'
import { AppError } from '../../../base/errors.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { deviceFlag, oneOf } from '../flags.ts'
import { withEngine } from '../with-engine.ts'

export const probeCommand: Command = {
  name: 'probe',
  usage: `probe ${probeKinds.join('|')} --model F --in A.safetensors --out B.safetensors [--vae F] [--clip-skip N] ${adapterUsage} [--precision ${probePrecisions.join('|')}] [--device D] [--json]`,
  summary: 'Runs one network on named tensors and writes what comes out.',
  words: ['network'],
  flags: {
    model: 'text',
    in: 'text',
    out: 'text',
    vae: 'text',
    'clip-skip': 'text',
    adapter: 'texts',
    precision: 'text',
    device: 'text',
    json: 'switch',
  },
  async run(input) {
    const kind = probeKinds.find((candidate) => candidate === input.words[0])
    if (!kind) throw new AppError('usage/unknown-network', { name: input.words[0] ?? '', known: probeKinds })
    const clipSkip = input.number('clip-skip') ?? limits.clipSkip.min
    if (!Number.isInteger(clipSkip) || clipSkip < limits.clipSkip.min || clipSkip > limits.clipSkip.max)
      throw new AppError('usage/out-of-range', {
        flag: '--clip-skip',
        value: String(clipSkip),
        least: limits.clipSkip.min,
        most: limits.clipSkip.max,
      })
    const precision = oneOf(input, 'precision', probePrecisions) ?? 'f32'
    if (precision === 'f16') {
      for (const [other, isGiven] of [
        ['gradients', kind === 'gradients'],
        ['--adapter', input.texts('adapter').length > 0],
      ] as const)
        if (isGiven) throw new AppError('usage/exclusive-flags', { one: '--precision f16', other })
    }
    const [model, tensors, output] = [
      input.neededPath('model'),
      input.neededPath('in'),
      input.neededPath('out'),
    ]
    const vae = input.path('vae') ?? null
    const device = deviceFlag(input)
    await checkTarget(output, [model, tensors, vae])
    for (const path of [model, tensors, ...(vae === null ? [] : [vae])]) await checkTensorFile(path)
    const stack = await adapterStack(input)
    const result = await withEngine({}, (engine) =>
      engine.probe({ kind, model, vae, device, input: tensors, output, clipSkip, stack, precision }),
    )
    if (input.on('json')) printJson({ ...result, file: output })
    else print(output)
  },
}
