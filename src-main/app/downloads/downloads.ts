// The downloads of a person: two at a time, paused and gone on with, told as they go, and there again after a restart.
import { mkdir } from 'node:fs/promises'
import { atMost } from '../../base/turns.ts'
import { isCancelled } from '../../base/cancel.ts'
import { AppError, reportError } from '../../base/errors.ts'
import type { DownloadOffer, DownloadPlace, DownloadSummary, DownloadWish } from '../../contract/download.ts'
import { readStored, toStore } from '../../contract/stored.ts'
import type { Publish } from '../../contract/studio.ts'
import type { DocumentTable } from '../../database/documents.ts'
import { writeError } from '../../files/system-error.ts'
import { shownAddress, understandAddress, type Address } from './address.ts'
import { fetchFile, type FetchProgress } from './fetch-file.ts'
import type { FileCheck } from './file-check.ts'
import { goalIn, partOf, requireFree } from './part.ts'
import type { Places } from './places.ts'
import { findRemoteFile } from './find-remote-file.ts'
import { requireModelName, type FileChoice, type RemoteFile } from './remote-file.ts'
import type { Sites } from './sites.ts'
import { downloadKind, type StoredDownload } from './stored-download.ts'
import type { WebClient } from './web-client.ts'

export type Downloads = {
  /** Newest first. */
  list(): DownloadSummary[]
  places(): Promise<DownloadPlace[]>
  /** Asks the address's site what it names. Throws `download/…`. */
  look(address: string): Promise<DownloadOffer>
  /** Throws `download/…`, `disk/…`; what goes wrong later is told with the download. */
  start(wish: DownloadWish): Promise<DownloadSummary>
  /** What has come stays. Throws `download/not-found`. */
  pause(id: string): Promise<void>
  /** Throws `download/not-found`. */
  resume(id: string): void
  /**
   * Ends it and takes it out of the list. A file that is whole stays; what has come of another one goes when this can be
   * taken back no longer: at `close`, or when the same file is begun anew. Throws `download/not-found`.
   */
  remove(id: string): Promise<void>
  /** Puts one that was removed back. Throws `download/not-found`. */
  restore(id: string): DownloadSummary
  close(): Promise<void>
}

export type DownloadsOptions = {
  readonly table: DocumentTable
  readonly sites: Sites
  readonly client: WebClient
  readonly places: Places
  readonly check: FileCheck
  /** A new file lies in a model folder. */
  onDone(): void
  publish: Publish<'download' | 'download-removed'>
  newId(): string
  now(): Date
  readonly pausesMs?: readonly number[]
}

type Entry = {
  readonly id: string
  stored: StoredDownload
  /** While it waits or goes. */
  going: { readonly ending: AbortController; readonly over: Promise<void> } | null
  progress: FetchProgress | null
  /** Set while the newest progress is still to be told. */
  telling: NodeJS.Timeout | undefined
}

const atOnce = 2
const tellApartMs = 250

export function downloads(options: DownloadsOptions): Downloads {
  const { table, sites, client, check, publish } = options
  const inTurn = atMost(atOnce)
  const entries = new Map<string, Entry>()
  for (const [id, document] of table.all()) {
    const { value } = readStored(downloadKind, document)
    if (value !== null)
      entries.set(id, { id, stored: value, going: null, progress: null, telling: undefined })
  }
  // Those of a host that was killed.
  const forgotten = forgetRemoved()

  function change(entry: Entry, stored: Partial<StoredDownload>): void {
    entry.stored = { ...entry.stored, ...stored }
    table.put(entry.id, toStore(downloadKind, entry.stored))
  }

  function tell(entry: Entry): void {
    clearTimeout(entry.telling)
    entry.telling = undefined
    publish({ type: 'download', download: summaryOf(entry) })
  }

  /** What changes many times a second is told a few times. */
  function noteProgress(entry: Entry, progress: FetchProgress): void {
    const isNews = entry.progress?.phase !== progress.phase
    entry.progress = progress
    if (isNews) tell(entry)
    else entry.telling ??= setTimeout(() => tell(entry), tellApartMs).unref()
  }

  /** `remote` null: the site is asked once more, as addresses of bytes do not hold for long. */
  async function bring(entry: Entry, given: RemoteFile | null, signal: AbortSignal): Promise<void> {
    const { address, folder, sha256 } = entry.stored
    const remote = given ?? (await findRemoteFile(address, { sites, client, signal }))
    await fetchFile({
      client,
      // What it is called was decided when it was begun.
      remote: { ...remote, fileName: entry.stored.fileName },
      folder,
      sha256,
      check,
      signal,
      onProgress: (progress) => noteProgress(entry, progress),
      ...(options.pausesMs === undefined ? {} : { pausesMs: options.pausesMs }),
    })
    change(entry, { state: 'done', problem: null })
    options.onDone()
  }

  function go(entry: Entry, remote: RemoteFile | null): void {
    if (entry.going !== null) return
    const ending = new AbortController()
    const work = async (): Promise<void> => {
      try {
        if (ending.signal.aborted) return
        const { receivedBytes, sizeBytes } = entry.stored
        noteProgress(entry, { ...nothingKnown, phase: 'asking', receivedBytes, sizeBytes })
        await bring(entry, remote, ending.signal)
      } catch (error) {
        if (!isCancelled(error)) change(entry, { state: 'failed', problem: reportError(error) })
      } finally {
        const { receivedBytes, sizeBytes } = entry.progress ?? entry.stored
        entry.going = null
        entry.progress = null
        change(entry, { receivedBytes, sizeBytes })
        tell(entry)
      }
    }
    change(entry, { state: 'paused', problem: null })
    entry.going = { ending, over: inTurn(work) }
    // What the catalog refuses to take is told by whoever looks after its disk.
    entry.going.over.catch(() => undefined)
    tell(entry)
  }

  /** Nothing brings these back any more. */
  async function forgetRemoved(): Promise<void> {
    for (const entry of [...entries.values()].filter(({ stored }) => stored.isRemoved)) {
      const { state, folder, fileName } = entry.stored
      const isPart = state !== 'done'
      // What cannot be removed now may be at the next start.
      const isGone = isPart ? await withoutPart(goalIn(folder, fileName)) : true
      if (isGone) table.remove(entry.id)
      entries.delete(entry.id)
    }
  }

  async function stop(entry: Entry): Promise<void> {
    const { going } = entry
    going?.ending.abort()
    await going?.over.catch(() => undefined)
  }

  function find(id: string, isRemoved = false): Entry {
    const entry = entries.get(id)
    if (entry?.stored.isRemoved !== isRemoved)
      throw new AppError('download/not-found', {}, { details: { id } })
    return entry
  }

  const listed = (): Entry[] => [...entries.values()].filter(({ stored }) => !stored.isRemoved)

  function understood({ address, file }: Pick<DownloadWish, 'address' | 'file'>): Address {
    const meant = understandAddress(address, sites)
    return meant.site === 'hugging-face' && file !== null ? { ...meant, path: file } : meant
  }

  return {
    list: () =>
      listed()
        .map(summaryOf)
        .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
    places: () => options.places.list(),
    async look(address) {
      const meant = understood({ address, file: null })
      try {
        const { site, fileName, sizeBytes, sha256, kind } = await findRemoteFile(meant, { sites, client })
        requireModelName(fileName)
        const suggested = await options.places.suggest(kind)
        return { site, fileName, sizeBytes, sha256, kind, choices: [], suggested }
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'download/choose-file') throw error
        const { files } = error.details as { files: FileChoice[] }
        return { ...nothingOffered, site: 'hugging-face', choices: files }
      }
    },
    async start(wish) {
      const place = await options.places.find(wish.place)
      const address = understood(wish)
      const remote = await findRemoteFile(address, { sites, client })
      requireModelName(remote.fileName)
      const goal = goalIn(place.folder, remote.fileName)
      await requireFree(goal)
      // The one in the data folder is made with the first file that goes into it.
      await mkdir(place.folder, { recursive: true }).catch((cause: unknown) => {
        throw writeError(cause, place.folder)
      })
      await forgotten
      for (const { id, stored } of entries.values()) {
        if (stored.state === 'done' || goalIn(stored.folder, stored.fileName) !== goal) continue
        if (!stored.isRemoved) throw new AppError('download/under-way', { file: remote.fileName })
        // What came of it belongs to this one now.
        table.remove(id)
        entries.delete(id)
      }
      const entry: Entry = {
        id: options.newId(),
        going: null,
        progress: null,
        telling: undefined,
        stored: {
          address,
          shown: shownAddress(address, sites),
          sha256: wish.sha256,
          folder: place.folder,
          placeName: place.name,
          fileName: remote.fileName,
          site: remote.site,
          receivedBytes: 0,
          sizeBytes: remote.sizeBytes,
          state: 'paused',
          problem: null,
          createdAt: options.now().toISOString(),
          isRemoved: false,
        },
      }
      change(entry, {})
      entries.set(entry.id, entry)
      go(entry, remote)
      return summaryOf(entry)
    },
    async pause(id) {
      await stop(find(id))
    },
    resume(id) {
      const entry = find(id)
      if (entry.stored.state !== 'done') go(entry, null)
    },
    async remove(id) {
      const entry = find(id)
      await stop(entry)
      change(entry, { isRemoved: true })
      publish({ type: 'download-removed', id })
    },
    restore(id) {
      const entry = find(id, true)
      change(entry, { isRemoved: false })
      tell(entry)
      return summaryOf(entry)
    },
    async close() {
      await forgotten
      await Promise.all([...entries.values()].map(stop))
      await forgetRemoved()
    },
  }
}

/** Whether it is gone. */
async function withoutPart(goal: string): Promise<boolean> {
  return partOf(goal)
    .remove()
    .then(
      () => true,
      () => false,
    )
}

const nothingKnown = { bytesPerSecond: null, secondsLeft: null, checkedShare: null }
const nothingOffered = { fileName: null, sizeBytes: null, sha256: null, kind: null, suggested: null }

function summaryOf({ id, stored, going, progress }: Entry): DownloadSummary {
  const { shown, site, fileName, placeName, problem, createdAt } = stored
  const waiting = progress === null ? 'waiting' : 'going'
  const now = progress ?? { ...stored, ...nothingKnown }
  const { receivedBytes, sizeBytes, bytesPerSecond, secondsLeft, checkedShare } = now
  return {
    id,
    address: shown,
    site,
    fileName,
    placeName,
    state: going === null ? stored.state : waiting,
    phase: progress?.phase ?? null,
    receivedBytes,
    sizeBytes,
    bytesPerSecond,
    secondsLeft,
    checkedShare,
    problem,
    createdAt,
  }
}
