// `lamina probe`: one compiled network on the named tensors of a file.
import { resolve } from 'node:path'
import { probeKinds } from '../../../contract/engine.ts'
import { usageError, type Command } from '../command.ts'
import { deviceFlag } from '../flags.ts'
import { withEngine } from '../with-engine.ts'

export const probeCommand: Command = {
  name: 'probe',
  usage: `probe ${probeKinds.join('|')} --model F --in A.safetensors --out B.safetensors [--vae F] [--clip-skip N] [--device D] [--json]`,
  summary: 'Runs one network on named tensors and writes what comes out.',
  words: ['network'],
  flags: {
    model: 'text',
    in: 'text',
    out: 'text',
    vae: 'text',
    'clip-skip': 'text',
    device: 'text',
    json: 'switch',
  },
  async run(input) {
    const kind = probeKinds.find((candidate) => candidate === input.words[0])
    if (!kind)
      throw usageError(
        'unknown-network',
        `There is no network "${input.words[0]}".`,
        `Networks are ${probeKinds.join(', ')}.`,
      )
    const vae = input.text('vae')
    const output = resolve(input.needed('out'))
    const result = await withEngine({}, async (engine) =>
      engine.probe({
        kind,
        model: resolve(input.needed('model')),
        vae: vae === undefined ? null : resolve(vae),
        device: deviceFlag(input),
        input: resolve(input.needed('in')),
        output,
        clipSkip: input.number('clip-skip') ?? 1,
      }),
    )
    if (input.on('json')) process.stdout.write(`${JSON.stringify({ ...result, file: output })}\n`)
    else process.stdout.write(`${output}\n`)
  },
}
