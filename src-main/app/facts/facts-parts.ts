// Asking sites, with everything around it: the web, how fast, how long, and where copies of pictures lie.
import { politely } from './politely.ts'
import { siteKnowledge, type SiteKnowledge, type SiteKnowledgeOptions } from './site-facts.ts'
import { sitePictures } from './site-pictures.ts'

export type FactsPartsOptions = Omit<SiteKnowledgeOptions, 'politely' | 'pictures' | 'mostMs'> & {
  readonly dataFolder: string
  keepPicture(path: string): Promise<string>
  /** Tests are in a hurry. */
  readonly given: { readonly gapMs?: number; readonly mostMs?: number }
}

/** Between two questions, and for a whole answer. */
const usualGapMs = 500
const usualMostMs = 60_000

export function factsParts({ dataFolder, keepPicture, given, ...options }: FactsPartsOptions): SiteKnowledge {
  const { gapMs = usualGapMs, mostMs = usualMostMs } = given
  return siteKnowledge({
    ...options,
    mostMs,
    politely: politely(gapMs),
    pictures: sitePictures({ client: options.client, folder: dataFolder, mostMs, keep: keepPicture }),
  })
}
