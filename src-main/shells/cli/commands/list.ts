// `lamina list`: what the library finds for a query.
import { findSorts } from '../../../contract/find.ts'
import { note, print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { oneOf } from '../flags.ts'
import { itemInJson, itemsAsTable } from '../item-text.ts'
import { asText } from '../speech.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

export const listCommand: Command = {
  name: 'list',
  usage: `list [QUERY] [--sort S] [--model ID] ${dataUsage} [--json]`,
  summary:
    'Lists what is in the library, or what a query finds: "kind:lokr rating:>3 -tag:nsfw ink*". Versions of one training say whose card they share; "versions:together" lists one of each, "versions:apart" all.',
  words: ['…'],
  dashedWords: true,
  flags: { ...dataFlag, sort: 'text', model: 'text', json: 'switch' },
  async run(input) {
    const query = input.words.join(' ')
    const sort = oneOf(input, 'sort', findSorts) ?? 'name'
    const model = input.text('model') ?? null
    const { items, problems } = await withLibrary(input, ({ finder }) =>
      finder.list({ query, sort, model, typing: false }),
    )
    for (const { from, to, what } of problems) note(`${query.slice(from, to)}: ${asText(what)}`)
    if (input.on('json')) for (const item of items) printJson(itemInJson(item))
    else print(...itemsAsTable(items))
  },
}
