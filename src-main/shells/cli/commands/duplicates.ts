// `lamina duplicates`: adapters of the library that do the same, and how that is known.
import type { Studio } from '../../../app/studio.ts'
import type { DuplicateGroups } from '../../../contract/effects.ts'
import { statusLine, type StatusLine } from '../../../files/status-line.ts'
import { print, printJson } from '../../../files/terminal.ts'
import type { Command } from '../command.ts'
import { duplicatesAsLines, duplicatesInJson, type NamedGroups } from '../duplicates-text.ts'
import { dataFlag, dataUsage, withLibrary } from '../with-library.ts'

export const duplicatesCommand: Command = {
  name: 'duplicates',
  usage: `duplicates ${dataUsage} [--json]`,
  summary:
    'Finds adapters of the library that do the same: copies, files of another type or spelling, smaller ranks.',
  words: [],
  flags: { ...dataFlag, json: 'switch' },
  async run(input) {
    const line = statusLine()
    const found = await withLibrary(input, async (studio) => {
      await studio.library.look()
      await compareWithProgress(studio, line)
      return named(studio, studio.effects.groups())
    }).finally(() => line.clear())
    if (input.on('json')) printJson(duplicatesInJson(found))
    else print(...duplicatesAsLines(found))
  },
}

const stages = {
  reading: 'Reading what adapters do',
  searching: 'Looking for those that do the same',
  proving: 'Comparing two exactly',
}

async function compareWithProgress({ effects }: Studio, line: StatusLine): Promise<void> {
  await effects.complete(({ stage, done, of }) => line.show(`${stages[stage]}: ${done + 1} of ${of}`))
}

function named({ adapters }: Studio, { groups, trainings, left }: DuplicateGroups): NamedGroups {
  const files = (ids: readonly string[]) =>
    ids.flatMap((id) => {
      const { name, path } = adapters.rowOf(id)
      return { id, name, path }
    })
  return {
    groups: groups.map(({ why, cosine, ids }) => ({ why, cosine, files: files(ids) })),
    trainings: trainings.map(files),
    left,
  }
}
