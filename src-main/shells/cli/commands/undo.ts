// `lamina undo`: takes back what was done with files last, or an operation that is named; `--list` shows them.
import { AppError } from '../../../base/errors.ts'
import type { Studio } from '../../../app/studio.ts'
import type { OperationSummary } from '../../../contract/operation.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { operationAsText, operationInJson } from '../operation-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

const mostListed = 1000

export const undoCommand: Command = {
  name: 'undo',
  usage: `undo [OPERATION] [--list] ${dataUsage} [--json]`,
  summary:
    'Takes back the last thing that was done with files, or the one that is named; --list shows them all.',
  words: ['…'],
  flags: { ...dataFlag, list: 'switch', json: 'switch' },
  async run(input) {
    const isList = input.on('list')
    const operations = await withLibrary(input, async ({ moves, ...studio }) => {
      await moves.settle()
      return isList ? moves.list(null, mostListed) : [await undo({ moves, ...studio }, input.words)]
    })
    if (input.on('json'))
      printJson(isList ? operations.map(operationInJson) : operationInJson(operations[0]!))
    else print(...operations.map(operationAsText))
    if (operations.length === 0) note('Nothing was done with files yet.')
  },
}

async function undo({ moves }: Pick<Studio, 'moves'>, words: readonly string[]): Promise<OperationSummary> {
  if (words.length > 1) throw new AppError('usage/words', { usage: undoCommand.usage })
  const id = words[0] ?? moves.list(null, mostListed).find(({ state }) => state === 'done')?.id
  if (id === undefined) throw new AppError('operation/nothing')
  return moves.undo(id)
}
