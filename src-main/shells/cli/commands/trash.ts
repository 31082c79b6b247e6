// `lamina trash`: files of the library into the trash on their own disk, from where `lamina undo` brings them back.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Studio } from '../../../app/studio.ts'
import type { OperationSummary } from '../../../contract/operation.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { operationAsText, operationInJson } from '../operation-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

export const trashCommand: Command = {
  name: 'trash',
  usage: `trash ID|FILE… ${dataUsage} [--json]`,
  summary:
    'Moves files of the model folders into the trash beside them, with what belongs to them; undo brings them back.',
  words: ['file', '…'],
  flags: { ...dataFlag, json: 'switch' },
  async run(input) {
    const operation = await withLibrary(input, (studio) => trash(studio, input.words))
    if (input.on('json')) printJson(operationInJson(operation))
    else print(operationAsText(operation))
  },
}

/** All of them in one operation. A word that is a file's path is that file; every other one is an id. */
async function trash({ moves, library, files }: Studio, words: readonly string[]): Promise<OperationSummary> {
  await moves.settle()
  await library.look()
  return files.trashPaths(words.map((word) => (existsSync(word) ? resolve(word) : files.pathOf(word))))
}
