// What lies in the library as the command line prints it: one item as JSON, as a line of a table, as a page.
import type { ListedItem } from '../../catalog/find/library-finder.ts'
import type { ItemDetails } from '../../contract/find.ts'
import { familyLabel } from '../../contract/families.ts'
import { inEnglish, asText } from './speech.ts'

/**
 * Names of files and tags are as they are; a problem is told in English. `card`: the id of the one that stands for all
 * versions of a training, the same in each of them; `versionOf`: its name, in those that are not it.
 */
export function itemInJson(item: ListedItem): object {
  const { previewUrl: _, problem, path, card, ...plain } = item
  return {
    ...plain,
    card: card?.id ?? null,
    versionOf: frontName(item),
    versions: card?.versions ?? 1,
    file: path,
    problem: problem === null ? null : { code: problem.code, reason: inEnglish(problem) },
  }
}

/** Columns are as wide as their longest cell. */
export function itemsAsTable(items: readonly ListedItem[]): string[] {
  const rows = items.map(cellsOf)
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(0, ...rows.map((row) => row[at]!.length)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  )
}

function cellsOf(item: ListedItem): string[] {
  return [
    item.id,
    item.title ?? item.name,
    kindText(item),
    item.line ?? (item.architecture === null ? '' : familyLabel(item.architecture)),
    [
      item.problem === null ? '' : asText(item.problem),
      versionText(item),
      starsText(item),
      item.tags.join(', '),
    ]
      .filter(Boolean)
      .join(' · '),
  ]
}

function frontName({ id, card }: ListedItem): string | null {
  return card === null || card.id === id ? null : card.name
}

function versionText(item: ListedItem): string {
  const front = frontName(item)
  if (front !== null) return `a version of ${front}`
  return item.card === null ? '' : `${item.card.versions} versions`
}

function kindText({ kind, dora, ranks }: ListedItem): string {
  const rank = ranks.length === 0 ? '' : ` ${ranks.join('/')}`
  return `${kind}${dora ? ' dora' : ''}${rank}`
}

function starsText({ rating, favourite }: ListedItem): string {
  return [rating === null ? '' : '★'.repeat(rating), favourite ? '♥' : ''].join('')
}

export function detailsInJson(
  item: ListedItem,
  { choices, sha256, autoV3, adapter, about, saidHash }: ItemDetails,
): object {
  return {
    ...itemInJson(item),
    sha256,
    autoV3,
    choices,
    triggerGroups: adapter?.triggerGroups ?? null,
    notes: adapter?.notes ?? choices.notes,
    range: adapter?.range ?? null,
    dialects: adapter?.dialects ?? null,
    madeFor: told(adapter?.madeFor),
    architectureWhy: adapter?.architectureWhy.map(inEnglish) ?? null,
    warnings: adapter?.warnings.map(inEnglish) ?? null,
    blockProfile: adapter?.blockProfile ?? null,
    about,
    saidHash,
  }
}

function told(madeFor: NonNullable<ItemDetails['adapter']>['madeFor'] | undefined): object | null {
  return madeFor === null || madeFor === undefined
    ? null
    : { name: madeFor.name, how: inEnglish(madeFor.how) }
}

export function detailsAsText(
  item: ListedItem,
  { choices, sha256, adapter, about, saidHash }: ItemDetails,
): string[] {
  const lines: (readonly [string, string])[] = [
    ['Name', item.title === null ? item.name : `${item.title} (${item.name})`],
    ['Id', item.id],
    ['File', item.path],
    ['Kind', kindText(item)],
    ['Architecture', item.architecture === null ? '' : familyLabel(item.architecture)],
    [
      'Made for',
      item.line === null ? '' : `${item.line} (${adapter?.madeFor ? asText(adapter.madeFor.how) : ''})`,
    ],
    ['Version', versionText(item)],
    ['Rating', starsText(item)],
    ['Tags', item.tags.join(', ')],
    ['Trigger words', adapter?.triggerGroups.map((group) => group.join(', ')).join(' | ') ?? ''],
    ['Weight', item.preferredWeight === null ? '' : String(item.preferredWeight)],
    ['Published as', about.title?.value ?? ''],
    ['Its tags', about.tags.map(({ value }) => value).join(', ')],
    ['Description', choices.description ?? about.description?.value ?? ''],
    ['Notes', adapter?.notes ?? choices.notes ?? ''],
    ['Size', `${(item.sizeBytes / 1e6).toFixed(1)} MB`],
    ['SHA-256', sha256 ?? ''],
    ['Other hash', saidHash === 'wrong' ? `${about.sha256?.value ?? ''} (of another file)` : ''],
    ['Problem', item.problem === null ? '' : asText(item.problem)],
  ]
  return lines.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(14)}${value}`)
}
