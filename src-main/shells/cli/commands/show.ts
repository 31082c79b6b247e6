// `lamina show`: all that the library knows of one file.
import { resolve } from 'node:path'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { detailsAsText, detailsInJson } from '../item-text.ts'
import { neededItem } from '../needed-item.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

export const showCommand: Command = {
  name: 'show',
  usage: `show ID|FILE ${dataUsage} [--json]`,
  summary: 'Shows all that the library knows of a file, by its id or its path.',
  words: ['item'],
  flags: { ...dataFlag, json: 'switch' },
  async run(input) {
    const [word = ''] = input.words
    const [item, details] = await withLibrary(input, async ({ finder }) => {
      const found = neededItem(finder, word, resolve(word))
      return [found, finder.details(found.id)] as const
    })
    if (input.on('json')) printJson(detailsInJson(item, details))
    else print(...detailsAsText(item, details))
  },
}
