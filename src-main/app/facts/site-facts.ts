// What Civitai and Hugging Face know of what lies in the library: asked when a person wants it, kept with the contents of
// the file, and told with what was sent.
import { setImmediate as breath } from 'node:timers/promises'
import { AppError } from '../../base/errors.ts'
import { siteFactsOf, storedSiteFacts, toldSince } from '../../catalog/site-words.ts'
import { tokenSites, type TokenSite } from '../../contract/download.ts'
import type { AskSites, KnownBySite, SiteFacts, SitePlan } from '../../contract/site-facts.ts'
import { readStored } from '../../contract/stored.ts'
import type { Publish } from '../../contract/studio.ts'
import type { Transfer } from '../../contract/transfer.ts'
import type { ChoiceTable } from '../../database/find/choices.ts'
import type { DocumentTable } from '../../database/documents.ts'
import type { ItemRow, ItemSearch } from '../../database/find/item-search.ts'
import type { Sites } from '../downloads/sites.ts'
import { downloadKind } from '../downloads/stored-download.ts'
import type { WebClient } from '../downloads/web-client.ts'
import type { Transfers } from '../pictures/transfers.ts'
import { askSite } from './ask-site.ts'
import { civitaiAddresses, civitaiFacts, type FileHashes } from './civitai-facts.ts'
import { forgottenFacts, type ForgottenFacts } from './forgotten-facts.ts'
import { huggingFaceAddresses, huggingFaceFacts } from './hugging-face-facts.ts'
import { downloadedFrom, namedRepository, type Repository } from './known-repository.ts'
import type { Politely } from './politely.ts'
import { parsedJson, type Asking } from './site-answer.ts'
import type { SitePictures } from './site-pictures.ts'
import type { AboutFile } from '../../contract/about-file.ts'

export type SiteKnowledge = Pick<ForgottenFacts, 'forget' | 'recall' | 'close'> & {
  /** What was told of this one's contents. Throws `library/not-found`. */
  of(id: string): SiteFacts[]
  /** What asking about these would send; nothing is sent. */
  plan(ids: readonly string[]): Promise<SitePlan[]>
  /** One after the other, in the background. */
  ask(wish: AskSites): Transfer
  /** Fetches pictures that a site told of; what is known with their copies. Throws `site/…`, `download/…`, `picture/…`. */
  fetchPictures(id: string, site: TokenSite): Promise<SiteFacts[]>
}

export type SiteKnowledgeOptions = {
  readonly sites: Sites
  readonly client: WebClient
  readonly politely: Politely
  readonly pictures: SitePictures
  readonly downloads: Pick<DocumentTable, 'all'>
  readonly choices: Pick<
    ChoiceTable,
    'siteFacts' | 'putSiteFacts' | 'rowsOf' | 'claim' | 'sharing' | 'forgetSiteFacts' | 'keptPictures'
  >
  /** A copy of a picture that nobody shows any more. */
  removePicture(sha256: string): Promise<void>
  newId(): string
  readonly items: Pick<ItemSearch, 'rowsOf'>
  /** What a file and what lies beside it say. */
  said(row: ItemRow): { readonly about: AboutFile; readonly notes: string | null }
  /** Without reading anything. */
  knownHash(id: string): string | null
  /** Of its tensors, as far as it is known; undefined for what has none. */
  tensorHash(id: string): string | null | undefined
  /** Of the file as it is now, read if need be. */
  hash(id: string, path: string): Promise<string>
  hasToken(site: TokenSite): Promise<boolean>
  readonly transfers: Pick<Transfers, 'start' | 'list' | 'dismiss'>
  onChanged(ids: readonly string[]): void
  publish: Publish<'items'>
  now(): Date
  /** How long a whole answer may take. */
  readonly mostMs: number
}

const mostBytes = 8 * 2 ** 20
/** Of a plan, shown one by one. */
const mostShown = 50
/** Of one file, at once. */
const mostPictures = 6
const atATime = 100

export function siteKnowledge(options: SiteKnowledgeOptions): SiteKnowledge {
  const { sites, client, politely, choices, items, publish, now, mostMs } = options

  function rowOf(id: string): ItemRow {
    const [row] = items.rowsOf([id])
    if (row === undefined) throw new AppError('library/not-found', {}, { details: { id } })
    return row
  }

  function repositories(): (row: ItemRow) => Repository | null {
    const stored = [...options.downloads.all().values()]
    const from = downloadedFrom(stored.flatMap((one) => readStored(downloadKind, one).value ?? []))
    return (row) => {
      const downloaded = from(row.path)
      if (downloaded !== null) return downloaded
      const { about, notes } = options.said(row)
      return namedRepository(about, notes, sites)
    }
  }

  function addressesOf(site: TokenSite, row: ItemRow, repository: Repository | null): string[] {
    const { base } = sites[site]
    const autoV3 = options.tensorHash(row.id)
    if (site === 'civitai')
      return civitaiAddresses(base, {
        sha256: options.knownHash(row.id),
        autoV3: autoV3 ?? null,
        hasTensors: autoV3 !== undefined,
      })
    return repository === null ? [] : huggingFaceAddresses(base, repository)
  }

  /** One site about one file. Throws what asking throws. */
  async function askOne(
    site: TokenSite,
    hashes: FileHashes,
    repository: Repository | null,
    signal?: AbortSignal,
  ): Promise<SiteFacts> {
    const { base } = sites[site]
    const host = new URL(base).hostname
    const asked: string[] = []
    const askText = (accept: string) => (url: string) => {
      asked.push(url)
      return politely(() => askSite(url, { client, site, accept, mostBytes, mostMs, signal }), signal)
    }
    const asJson = askText('application/json')
    const asking: Asking = {
      base,
      ask: async (url) => parsedJson(await asJson(url), host),
      askText: askText('text/plain'),
    }
    const withToken = await options.hasToken(site)
    const known =
      site === 'civitai'
        ? await civitaiFacts(hashes, asking)
        : repository === null
          ? null
          : await huggingFaceFacts(repository, hashes.sha256, asking)
    return { site, askedAt: now().toISOString(), asked, withToken, known }
  }

  /** What is told of the contents replaces what the same site told before; what others did not tell stays. */
  function keep(row: ItemRow, sha256: string, told: readonly SiteFacts[]): void {
    const all = toldSince(told, siteFactsOf(choices.siteFacts(row.id)))
    if (!choices.putSiteFacts(row.id, sha256, storedSiteFacts(all, row.architecture))) return
    changed([row.id])
  }

  function changed(ids: readonly string[]): void {
    const all = choices.sharing(ids)
    options.onChanged(all)
    publish({ type: 'items', ids: all })
  }

  /** The hash of its contents as they are now; what is known of them belongs to it from here on. */
  async function contentsOf({ id, path }: ItemRow, signal: AbortSignal): Promise<string> {
    const sha256 = await orCancelled(options.hash(id, path), signal)
    choices.rowsOf([id])
    choices.claim(id, sha256)
    return sha256
  }

  /** So many more of its pictures, with the addresses that were asked for them. */
  async function withPictures(
    told: SiteFacts,
    known: KnownBySite,
    most: number,
    signal?: AbortSignal,
  ): Promise<SiteFacts> {
    const { base } = sites[told.site]
    const asked = [...told.asked]
    let left = most
    const pictures = []
    for (const picture of known.pictures) {
      const isWanted = picture.kept === null && left > 0
      const { url } = picture
      if (isWanted) {
        left -= 1
        asked.push(url)
      }
      pictures.push(
        isWanted
          ? { ...picture, kept: await politely(() => options.pictures.fetch(url, base, signal), signal) }
          : picture,
      )
    }
    return { ...told, asked, known: { ...known, pictures } }
  }

  /** For one without any: the first that everybody may see, else the first. */
  async function withFirstPicture(told: SiteFacts, signal: AbortSignal): Promise<SiteFacts> {
    const { known } = told
    if (known === null || known.pictures.length === 0) return told
    const first = known.pictures.find(({ isNsfw }) => !isNsfw) ?? known.pictures[0]!
    const pictures = [first, ...known.pictures.filter((one) => one !== first)]
    return withPictures(told, { ...known, pictures }, 1, signal)
  }

  const { forget, recall, close } = forgottenFacts({
    ...{ choices, newId: options.newId, onChanged: changed, removePicture: options.removePicture },
    familyOf: (id) => items.rowsOf([id])[0]?.architecture ?? null,
  })

  return {
    ...{ forget, recall, close },
    of: (id) => [...siteFactsOf(choices.siteFacts(rowOf(id).id))],
    async plan(ids) {
      const repositoryOf = repositories()
      const plans = new Map<TokenSite, SitePlan>()
      for (const site of tokenSites)
        plans.set(site, {
          ...{ site, count: 0, known: 0, unread: 0, files: [] },
          withToken: await options.hasToken(site),
        })
      for (let at = 0; at < ids.length; at += atATime) {
        for (const row of items.rowsOf(ids.slice(at, at + atATime))) {
          if (row.missing) continue
          const repository = repositoryOf(row)
          const before = siteFactsOf(choices.siteFacts(row.id))
          for (const [site, plan] of plans) {
            const addresses = addressesOf(site, row, repository)
            if (addresses.length === 0) continue
            plan.count += 1
            if (before.some((one) => one.site === site)) plan.known += 1
            if (options.knownHash(row.id) === null) plan.unread += 1
            if (plan.files.length < mostShown) plan.files.push({ name: row.name, addresses })
          }
        }
        await breath()
      }
      return [...plans.values()].filter(({ count }) => count > 0)
    },
    ask({ ids, sites: wanted, again, pictures }) {
      const repositoryOf = repositories()
      // What was told of those before has been seen; one that goes on is left alone.
      for (const { id, kind } of options.transfers.list()) if (kind === 'facts') options.transfers.dismiss(id)
      return options.transfers.start({
        kind: 'facts',
        items: ids,
        nameOf: (id) => items.rowsOf([id])[0]?.name ?? id,
        async take(id, signal) {
          const row = rowOf(id)
          const before = siteFactsOf(choices.siteFacts(id))
          const repository = repositoryOf(row)
          const open = wanted.filter(
            (site) =>
              (again || !before.some((one) => one.site === site)) &&
              addressesOf(site, row, repository).length > 0,
          )
          if (open.length === 0) return 'same'
          const sha256 = await contentsOf(row, signal)
          const hashes = { sha256, autoV3: options.tensorHash(id) ?? null }
          const told: SiteFacts[] = []
          let isPictured =
            row.previewVersion !== null || row.chosenPreview !== null || row.sitePreview !== null
          try {
            for (const site of open) {
              const plain = withKept(await askOne(site, hashes, repository, signal), before)
              told.push(plain)
              if (!pictures || isPictured) continue
              const pictured = await withFirstPicture(plain, signal)
              told.splice(-1, 1, pictured)
              isPictured = pictured.known?.pictures.some(({ kept }) => kept !== null) === true
            }
          } finally {
            // One site that fails takes nothing from what another told.
            if (told.length > 0) keep(row, sha256, told)
          }
          return told.some(({ known }) => known !== null) ? 'done' : 'same'
        },
      })
    },
    async fetchPictures(id, site) {
      const row = rowOf(id)
      const told = siteFactsOf(choices.siteFacts(id)).find((one) => one.site === site)
      if (!told?.known || told.known.pictures.length === 0) throw new AppError('site/no-pictures', { site })
      const pictured = await withPictures(told, told.known, mostPictures)
      keep(row, await options.hash(id, row.path), [pictured])
      return [...siteFactsOf(choices.siteFacts(id))]
    },
  }
}

/** Pictures that were fetched stay where the site tells of them again. */
function withKept(told: SiteFacts, before: readonly SiteFacts[]): SiteFacts {
  if (told.known === null) return told
  const old = before.find(({ site }) => site === told.site)?.known?.pictures ?? []
  const pictures = told.known.pictures.map((picture) => ({
    ...picture,
    kept: old.find(({ url }) => url === picture.url)?.kept ?? null,
  }))
  return { ...told, known: { ...told.known, pictures } }
}

/** What cannot be ended goes on without being waited for. */
async function orCancelled<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const cancelled = Promise.withResolvers<never>()
  const onAbort = (): void => cancelled.reject(new AppError('job/cancelled'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  return Promise.race([work, cancelled.promise]).finally(() => signal.removeEventListener('abort', onAbort))
}
