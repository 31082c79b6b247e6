// `lamina trash`: files of the library into the trash on their own disk, from where `lamina undo` brings them back; and its
// emptying.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Studio } from '../../../app/studio.ts'
import { AppError } from '../../../base/errors.ts'
import type { OperationSummary } from '../../../contract/operation.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { operationAsText, operationInJson } from '../operation-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

export const trashCommand: Command = {
  name: 'trash',
  usage: `trash ID|FILE… | --empty [--for-good] ${dataUsage} [--json]`,
  summary:
    'Moves files of the model folders into the trash beside them, with what belongs to them; undo brings them back. --empty hands all of it over to the system’s trash, or with --for-good deletes it.',
  words: ['…'],
  flags: { ...dataFlag, empty: 'switch', 'for-good': 'switch', json: 'switch' },
  async run(input) {
    const [isEmpty, isForGood] = [input.on('empty'), input.on('for-good')]
    if (isEmpty ? input.words.length > 0 : input.words.length === 0 || isForGood)
      throw new AppError('usage/words', { usage: trashCommand.usage })
    const operations = await withLibrary(input, async (studio) =>
      isEmpty ? empty(studio, isForGood) : [await trash(studio, input.words)],
    )
    if (input.on('json'))
      printJson(isEmpty ? operations.map(operationInJson) : operationInJson(operations[0]!))
    else print(...operations.map(operationAsText))
    if (operations.length === 0) note('Nothing lies in the trash.')
  },
}

/** All of them in one operation. A word that is a file's path is that file; every other one is an id. */
async function trash({ moves, library, files }: Studio, words: readonly string[]): Promise<OperationSummary> {
  await moves.settle()
  await library.look()
  return files.trashPaths(words.map((word) => (existsSync(word) ? resolve(word) : files.pathOf(word))))
}

async function empty({ moves, emptying }: Studio, isForGood: boolean): Promise<OperationSummary[]> {
  await moves.settle()
  const operations = (await emptying.list()).flatMap((volume) => volume.operations)
  if (operations.length === 0) return []
  return isForGood ? emptying.discard(operations) : emptying.handOver(operations)
}
