// A file brought into a folder: as often as it takes within reason, checked, and put under its name when it is whole.
import { basename, dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isCancelled, throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { checkWritable } from '../../files/check-writable.ts'
import type { FileCheck } from './file-check.ts'
import { goalIn, partOf, requireFree, sourceName, type Part } from './part.ts'
import { Interrupted, receive } from './receive.ts'
import { requireModelName, type RemoteFile } from './remote-file.ts'
import { speedometer } from './speed.ts'
import type { WebClient } from './web-client.ts'
import { freeBytes as freeOnDisk } from '../../files/free-bytes.ts'

export type FetchPhase = 'asking' | 'receiving' | 'waiting' | 'checking'

export type FetchProgress = {
  readonly phase: FetchPhase
  readonly receivedBytes: number
  /** Null while nobody says it. */
  readonly sizeBytes: number | null
  readonly bytesPerSecond: number | null
  readonly secondsLeft: number | null
  /** How much of what came has been read again for its hash, 0 to 1; null before that. */
  readonly checkedShare: number | null
}

export type FetchWish = {
  readonly client: WebClient
  readonly remote: RemoteFile
  readonly folder: string
  /** As the person says; null for as the site says, if it does. */
  readonly sha256: string | null
  readonly check: FileCheck
  readonly signal?: AbortSignal | undefined
  onProgress(progress: FetchProgress): void
  /** How long is waited before each new attempt; their number is how many there are. */
  readonly pausesMs?: readonly number[]
  /** Tests say how much room there is. */
  readonly freeBytes?: (folder: string) => Promise<number | null>
}

export type Fetched = { readonly path: string; readonly sizeBytes: number; readonly sha256: string }

const pausesMs = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]
/** Attempts are counted anew after so much more has come. */
const progressBytes = 2 ** 20
/** So much stays free besides. */
const reserveBytes = 64 * 2 ** 20

/**
 * What has come is kept when it is cancelled or the connection is lost for good, and gone on from the next time; it is
 * removed when it cannot become the file. Throws `download/…`, `disk/…`, `job/cancelled`, and what is wrong with the
 * file: `safetensors/…`, `pickle/…`, `zip/…`, `file/…`.
 */
export async function fetchFile(wish: FetchWish): Promise<Fetched> {
  const { remote, folder, check, signal } = wish
  requireModelName(remote.fileName)
  const part = partOf(goalIn(folder, remote.fileName))
  await requireFree(part.goal)
  await checkWritable(part.goal)
  const sha256 = wish.sha256 ?? remote.sha256
  const told = progressTeller(wish.onProgress, remote)
  await receiveAll({ ...wish, remote: { ...remote, sha256 } }, part, told)
  const sizeBytes = await part.receivedBytes()
  try {
    told.tell('checking')
    const found = await check.sha256(part.path, { onProgress: told.checked, ...(signal ? { signal } : {}) })
    throwIfCancelled(signal)
    if (sha256 !== null && found !== sha256)
      throw new AppError('download/wrong-checksum', { file: remote.fileName, wanted: sha256, found })
    await check.contents(part.path, remote.fileName)
    throwIfCancelled(signal)
    await part.place()
    return { path: part.goal, sizeBytes, sha256: found }
  } catch (error) {
    if (!isCancelled(error) && !isOfThePlace(error)) await part.remove()
    throw error
  }
}

/** What came is good, and only its place is not. */
function isOfThePlace(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'download/file-there' || error.code.startsWith('disk/'))
}

async function receiveAll(wish: FetchWish, part: Part, told: ProgressTeller): Promise<void> {
  const { client, remote, signal } = wish
  const pauses = wish.pausesMs ?? pausesMs
  let attempt = 0
  let most = await part.receivedBytes()
  for (;;) {
    throwIfCancelled(signal)
    told.tell('asking')
    try {
      await receive({
        client,
        remote,
        source: sourceName(remote.url),
        part,
        signal,
        room: (bytes) => requireRoom(wish, part.goal, bytes),
        onBytes: told.bytes,
      })
      return
    } catch (error) {
      if (!(error instanceof Interrupted)) {
        if (cannotBecomeTheFile(error)) await part.remove()
        throw error
      }
      const received = await part.receivedBytes()
      if (received >= most + progressBytes) attempt = 0
      most = Math.max(most, received)
      const waitMs = pauses[attempt++]
      if (waitMs === undefined) throw error.why
      told.tell('waiting')
      await pause(Math.max(waitMs, error.waitMs ?? 0), undefined, signal ? { signal } : {}).catch(
        () => undefined,
      )
    }
  }
}

const wrongContents: ReadonlySet<string> = new Set([
  'download/web-page',
  'download/other-contents',
  'download/size-lies',
])

function cannotBecomeTheFile(error: unknown): boolean {
  return error instanceof AppError && wrongContents.has(error.code)
}

async function requireRoom(
  { freeBytes = freeOnDisk }: FetchWish,
  goal: string,
  bytes: number,
): Promise<void> {
  // Where a disk does not say how much is free, it says so when it is full.
  const free = (await freeBytes(dirname(goal))) ?? Infinity
  if (free >= bytes + reserveBytes) return
  throw new AppError('download/no-room', { file: basename(goal), needed: bytes, free })
}

type ProgressTeller = {
  tell(phase: FetchPhase): void
  bytes(receivedBytes: number, sizeBytes: number | null): void
  checked(share: number): void
}

function progressTeller(onProgress: FetchWish['onProgress'], remote: RemoteFile): ProgressTeller {
  let speed = speedometer()
  let receivedBytes = 0
  let sizeBytes = remote.sizeBytes
  /** Of what is done with bytes, receiving or checking them: how fast that goes. */
  function tell(phase: FetchPhase, checkedShare: number | null = null): void {
    const bytesPerSecond = phase === 'receiving' || phase === 'checking' ? speed.bytesPerSecond() : null
    const doneBytes = checkedShare === null ? receivedBytes : checkedShare * receivedBytes
    const allBytes = checkedShare === null ? sizeBytes : receivedBytes
    const isGuess = allBytes === null || bytesPerSecond === null || bytesPerSecond === 0
    const secondsLeft = isGuess ? null : Math.ceil((allBytes - doneBytes) / bytesPerSecond)
    onProgress({ phase, receivedBytes, sizeBytes, bytesPerSecond, secondsLeft, checkedShare })
  }
  return {
    tell(phase) {
      speed = speedometer()
      tell(phase, phase === 'checking' ? 0 : null)
    },
    checked(share) {
      speed.note(share * receivedBytes)
      tell('checking', share)
    },
    bytes(received, size) {
      receivedBytes = received
      sizeBytes = size ?? sizeBytes
      speed.note(received)
      tell('receiving')
    },
  }
}
