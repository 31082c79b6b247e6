// `lamina tag`: gives files of the library tags, and takes them away.
import { resolve } from 'node:path'
import { AppError } from '../../../base/errors.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { neededItem } from '../needed-item.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

type Tagged = { id: string; name: string; added: string[]; removed: string[]; tags: string[] }

export const tagCommand: Command = {
  name: 'tag',
  usage: `tag ID… [+TAG…] [-TAG…] ${dataUsage} [--json]`,
  summary:
    'Gives files of the library tags (+ink) and takes tags away (-wet), all at once; files by id or path.',
  words: ['item', 'tag', '…'],
  dashedWords: true,
  flags: { ...dataFlag, json: 'switch' },
  async run(input) {
    const isChange = (word: string): boolean => /^[+-]./s.test(word)
    const named = (sign: string): string[] =>
      input.words.filter((word) => isChange(word) && word.startsWith(sign)).map((word) => word.slice(1))
    const items = input.words.filter((word) => !isChange(word))
    const change = { addTags: named('+'), removeTags: named('-') }
    if (items.length === 0 || change.addTags.length + change.removeTags.length === 0)
      throw new AppError('usage/words', { usage: tagCommand.usage })
    const tagged = await withLibrary(input, async ({ finder, chooser }) => {
      const before = items.map((word) => neededItem(finder, word, resolve(word)))
      chooser.edit([{ ids: before.map(({ id }) => id), change }])
      return before.map((item): Tagged => {
        const { id, name, title } = item
        const { tags } = finder.one(id) ?? item
        const added = tags.filter((tag) => !item.tags.includes(tag))
        const removed = item.tags.filter((tag) => !tags.includes(tag))
        return { id, name: title ?? name, added, removed, tags }
      })
    })
    if (input.on('json')) tagged.forEach((item) => printJson(item))
    else print(...tagged.map(asLine))
  },
}

function asLine({ name, added, removed }: Tagged): string {
  const changes = [...added.map((tag) => `+${tag}`), ...removed.map((tag) => `-${tag}`)]
  return `${name}: ${changes.length === 0 ? 'unchanged' : changes.join(' ')}`
}
