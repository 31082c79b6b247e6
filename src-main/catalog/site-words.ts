// What sites know of a file, in the words of the catalog: the base line, trigger words, and what is searched. It stands
// behind what a person wrote, and behind what the file and its neighbours say.
import { familyOf } from '../architectures/families/families.ts'
import { madeFor, type MadeFor } from '../adapters/about/made-for.ts'
import { readTrainingFacts } from '../adapters/about/metadata.ts'
import { readTrainedTags } from '../adapters/about/tag-frequency.ts'
import { triggerGroups } from '../adapters/about/trigger-words.ts'
import { tokenSites } from '../contract/download.ts'
import { siteFactsKind, type KnownBySite, type SiteFacts } from '../contract/site-facts.ts'
import { readStored, toStore } from '../contract/stored.ts'
import type { AdapterRow } from '../database/adapter-row.ts'
import type { StoredSiteFacts } from '../database/find/choices.ts'
import { remark } from '../messages/table.ts'

const nothingWritten = new Map<string, string>()

/** What cannot be read is nothing: it can be asked for again. */
export function siteFactsOf(stored: unknown): readonly SiteFacts[] {
  return stored === null ? [] : (readStored(siteFactsKind, stored).value?.sites ?? [])
}

/** What sites told later replaces what the same sites told before; in the order of the sites. */
export function toldSince(later: readonly SiteFacts[], before: readonly SiteFacts[]): SiteFacts[] {
  const kept = before.filter(({ site }) => !later.some((one) => one.site === site))
  return [...later, ...kept].sort((a, b) => tokenSites.indexOf(a.site) - tokenSites.indexOf(b.site))
}

/** Words as a site lists them, each a group; long lists are cut. */
export function wordGroups(trainedWords: readonly string[]): string[][] {
  return triggerGroups(readTrainingFacts(nothingWritten), readTrainedTags(nothingWritten), { trainedWords })
}

/** What stands where neither a person nor the file says anything. */
export function saidBySites({ siteFacts, siteLine }: Pick<AdapterRow, 'siteFacts' | 'siteLine'>): {
  madeFor: MadeFor | null
  triggerGroups: string[][]
} {
  const known = knownOf(siteFactsOf(siteFacts))
  const based = known.find(({ base }) => base !== null)
  return {
    madeFor:
      siteLine === null || based === undefined
        ? null
        : {
            name: siteLine,
            how: remark('recognition/base-asked', {
              site: based.site,
              said: based.base ?? '',
              day: based.askedAt.slice(0, 10),
            }),
          },
    triggerGroups: known.find((one) => one.triggerGroups.length > 0)?.triggerGroups ?? [],
  }
}

/** `family`: the id of the one whose shapes the file has; a line of another is passed over. */
export function storedSiteFacts(sites: readonly SiteFacts[], family: string | null): StoredSiteFacts {
  const known = knownOf(sites)
  const base = known.find((one) => one.base !== null)?.base ?? null
  const shapes = family === null ? null : (familyOf(family) ?? null)
  const beside = base === null ? [] : [{ text: base, where: 'civitai' as const }]
  const pictures = known.flatMap((one) => one.pictures.filter(({ kept }) => kept !== null))
  // One that everybody may see before one that not everybody may.
  const shown = pictures.find(({ isNsfw }) => !isNsfw) ?? pictures[0]
  return {
    facts: toStore(siteFactsKind, { sites: [...sites] }),
    line: madeFor(readTrainingFacts(nothingWritten), beside, shapes)?.name ?? null,
    triggers: known.flatMap((one) => one.triggerGroups.flat()).join('\n'),
    said: known.flatMap(wordsOf).join('\n'),
    preview: shown?.kept ?? null,
    isNsfw: known.some(({ nsfw }) => nsfw === true) || shown?.isNsfw === true,
  }
}

type Known = KnownBySite & Pick<SiteFacts, 'site' | 'askedAt'>

function knownOf(sites: readonly SiteFacts[]): Known[] {
  return sites.flatMap(({ site, askedAt, known }) => (known === null ? [] : [{ ...known, site, askedAt }]))
}

function wordsOf({ title, version, description, base, tags }: KnownBySite): string[] {
  return [title, version, base, ...tags, description].filter((text) => text !== null)
}
