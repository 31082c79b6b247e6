// Downloads with everything around them: the web, the person's tokens and folders, the process that checks.
import { randomUUID } from 'node:crypto'
import type { DocumentTable } from '../../database/documents.ts'
import { checkProcess, type CheckProcess } from './check-process.ts'
import { downloads, type Downloads, type DownloadsOptions } from './downloads.ts'
import { places, type PlacesOptions } from './places.ts'
import { publicSites, type Sites } from './sites.ts'
import { tokens, type Keyring, type Tokens } from './tokens.ts'
import { webClient, type WebClient } from './web-client.ts'

/** What differs where the app runs, and in tests. */
export type DownloadOptions = {
  readonly keyring?: Keyring
  readonly sites?: Sites
  readonly check?: CheckProcess
  readonly pausesMs?: readonly number[]
  /** Between two questions to a site, and for its whole answer. */
  readonly gapMs?: number
  readonly mostMs?: number
}

export type DownloadPartsOptions = PlacesOptions & {
  readonly dataFolder: string
  readonly table: DocumentTable
  readonly given: DownloadOptions | undefined
  /** Whether whoever uses the app sits at this machine. */
  readonly isHere: boolean
  onDone(): void
  readonly publish: DownloadsOptions['publish']
  now(): Date
}

export function downloadParts(options: DownloadPartsOptions): {
  downloads: Downloads
  tokens: Tokens
  sites: Sites
  client: WebClient
  close(): Promise<void>
} {
  const { given = {}, table, onDone, publish, now, roots, folders } = options
  const sites = given.sites ?? publicSites
  const check = given.check ?? checkProcess()
  const kept = tokens(options.dataFolder, given.keyring ?? null)
  const client = webClient({ sites, token: kept.of, mayAskInside: options.isHere })
  const running = downloads({
    table,
    sites,
    client,
    places: places({ roots, folders }),
    check,
    onDone,
    publish,
    newId: randomUUID,
    now,
    ...(given.pausesMs === undefined ? {} : { pausesMs: given.pausesMs }),
  })
  return {
    downloads: running,
    tokens: kept,
    sites,
    client,
    async close() {
      await running.close()
      await check.close()
    },
  }
}
