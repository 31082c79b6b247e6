// `lamina move`: gives files of the library new names and places by a template; `lamina undo` takes it back as a whole.
import type { RenameAsk } from '../../../app/library/rename-plan.ts'
import type { Studio } from '../../../app/studio.ts'
import { AppError, errorFromReport } from '../../../base/errors.ts'
import type { OperationSummary } from '../../../contract/operation.ts'
import type { RenamePreview, RenameRow } from '../../../contract/rename.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import { oneLine } from '../../../messages/plain-text.ts'
import type { Command } from '../command.ts'
import { operationAsText, operationInJson } from '../operation-text.ts'
import { asText } from '../speech.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

type Done = { readonly preview: RenamePreview; readonly operation: OperationSummary | null }

export const moveCommand: Command = {
  name: 'move',
  usage: `move QUERY --template T [--to DIR] [--check] ${dataUsage} [--json]`,
  summary:
    'Renames what a query finds: "{base}/{line|\\"other\\"}/{title} v{version}" below the model folder or --to, "{title}" where each lies; --check only shows it.',
  words: ['…'],
  dashedWords: true,
  flags: { ...dataFlag, template: 'text', to: 'text', check: 'switch', json: 'switch' },
  async run(input) {
    const template = input.needed('template')
    const query = input.words.join(' ')
    if (query.trim() === '') throw new AppError('usage/words', { usage: moveCommand.usage })
    const folder = input.path('to')
    const into = folder !== undefined ? { folder } : template.includes('/') ? 'model-folder' : 'own-folder'
    const isCheck = input.on('check')
    const { preview, operation } = await withLibrary(input, (studio) =>
      move(studio, query, { template, into }, isCheck),
    )
    if (input.on('json'))
      printJson({
        operation: operation && operationInJson(operation),
        rows: preview.rows,
        left: preview.left,
      })
    else {
      print(
        ...preview.rows.map(asLine),
        ...preview.left.map((folder) => oneLine(`${folder}: left empty, goes`)),
      )
      if (operation !== null) print(operationAsText(operation))
    }
    if (preview.conflicts > 0) throw new AppError('rename/conflicts', { count: preview.conflicts })
  },
}

async function move(
  { moves, library, finder, renaming }: Studio,
  query: string,
  wish: Omit<RenameAsk, 'ids'>,
  isCheck: boolean,
): Promise<Done> {
  await moves.settle()
  await library.look()
  const { items, problems } = await finder.list({ query, typing: false, model: null, sort: 'name' })
  for (const { from, to, what } of problems) note(`${query.slice(from, to)}: ${asText(what)}`)
  if (items.length === 0) throw new AppError('library/not-found')
  const ask = { ...wish, ids: items.map(({ id }) => id) }
  const preview = await renaming.preview({ ...ask, offset: 0, limit: items.length })
  if (preview.problem !== null) throw errorFromReport(preview.problem)
  const isDone = !isCheck && preview.conflicts === 0
  return { preview, operation: isDone ? await renaming.carryOut({ ...ask, plan: preview.plan }) : null }
}

function asLine({ from, to, conflict, companions }: RenameRow): string {
  const rest = companions.length === 0 ? '' : ` (+${companions.length})`
  return oneLine(`${from} → ${to ?? '?'}${rest}${conflict === null ? '' : `: ${asText(conflict)}`}`)
}
