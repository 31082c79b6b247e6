// `lamina train`: one recipe, one folder, an engine of its own; Ctrl-C pauses, `--resume` goes on.
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { detectCheckpoint, modelOf } from '../../../architectures/recognising/detect.ts'
import { removeAbandonedPartsBelow } from '../../../files/part-files.ts'
import { writeError } from '../../../files/system-error.ts'
import { checkTensorFile } from '../check-files.ts'
import type { Command } from '../command.ts'
import { deviceFlag } from '../flags.ts'
import { followTraining } from '../follow-training.ts'
import { readRecipeFile } from '../recipe-file.ts'
import { oneLine } from '../../../messages/plain-text.ts'
import { asText } from '../speech.ts'
import { statusLine } from '../../../files/status-line.ts'
import { print, printJson } from '../../../files/terminal.ts'

/** What shells say of a program that Ctrl-C ended; here: paused, and it can go on. */
const pausedExitCode = 130

export const trainCommand: Command = {
  name: 'train',
  usage:
    'train RECIPE.json --out DIR [--resume] [--model F] [--data DIR] ' +
    '[--device auto|cpu|webgpu|cuda|dml|coreml] [--json]',
  summary:
    'Trains what a recipe says, or a kohya or OneTrainer configuration; Ctrl-C pauses. --model and --data replace its own.',
  words: ['recipe'],
  flags: { out: 'text', resume: 'switch', model: 'text', data: 'text', device: 'text', json: 'switch' },
  async run(input) {
    const folder = input.neededPath('out')
    const device = deviceFlag(input)
    const replaced = { base: input.path('model'), pictures: input.path('data') }
    const { recipe, form, notCarried } = await readRecipeFile(resolve(input.words[0]!), replaced)
    const line = statusLine()
    if (form !== 'recipe')
      for (const { setting, value, why } of notCarried)
        line.say(oneLine(`Not carried over: ${setting} = ${value}. ${asText(why)}`))
    await checkTensorFile(recipe.base, (tensors) => void modelOf(detectCheckpoint(tensors)))
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw writeError(cause, folder)
    })
    await removeAbandonedPartsBelow(folder)
    const { end } = await followTraining(
      {
        runId: randomUUID(),
        recipe,
        folder,
        cacheFolder: join(folder, 'cache'),
        captions: null,
        leftOut: [],
        mode: input.on('resume') ? 'resume' : 'start',
        device,
        baseName: basename(recipe.base),
      },
      { json: input.on('json'), line, print, printJson },
    )
    if (end !== 'paused') return
    line.say(`Go on with: lamina ${resuming(process.argv.slice(2)).map(quoted).join(' ')}`)
    process.exitCode = pausedExitCode
  },
}

/** The same command, asked to go on. */
function resuming(words: readonly string[]): string[] {
  return [...words.filter((word) => word !== '--resume'), '--resume']
}

/** As a shell takes it back. */
function quoted(word: string): string {
  return /^[\w./:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
