// One connection to a file: asked for from where the last one ended, and written as it comes.
import { on } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { throwIfCancelled } from '../../base/cancel.ts'
import { AppError } from '../../base/errors.ts'
import { writeError } from '../../files/system-error.ts'
import type { Part, PartState } from './part.ts'
import type { RemoteFile } from './remote-file.ts'
import { refuseOtherContents, refusePage } from './refuse-contents.ts'
import { isPassing, statusError, waitAskedMs } from './status-error.ts'
import type { WebAnswer, WebClient } from './web-client.ts'

/** What ended the connection may be otherwise the next time. */
export class Interrupted extends Error {
  readonly why: AppError
  /** As the server wishes. */
  readonly waitMs: number | null
  constructor(why: AppError, waitMs: number | null = null) {
    super(why.message, { cause: why })
    this.why = why
    this.waitMs = waitMs
  }
}

export type Receiving = {
  readonly client: WebClient
  readonly remote: RemoteFile
  readonly source: string
  readonly part: Part
  readonly signal?: AbortSignal | undefined
  /** Before anything is written; throws where there is no room. */
  room(bytes: number): Promise<void>
  onBytes(receivedBytes: number, sizeBytes: number | null): void
}

/** Until the last byte is there. Throws `Interrupted`, `download/…`, `disk/…`, `job/cancelled`. */
export async function receive(receiving: Receiving): Promise<void> {
  const { client, remote, part, signal } = receiving
  const known = await startOf(receiving)
  let answer: WebAnswer
  try {
    answer = await client.ask(remote.url, { headers: known.headers, signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'download/unreachable') throw new Interrupted(error)
    throw error
  }
  try {
    const place = await placeOf(answer, known, receiving)
    if (place !== 'whole') await write(answer, place, receiving)
  } catch (error) {
    if (error instanceof StartOver) {
      await part.remove()
      throw new Interrupted(error.why)
    }
    throw error
  } finally {
    answer.body.destroy()
  }
}

/** What is there belongs to something else. */
class StartOver extends Error {
  readonly why: AppError
  constructor(why: AppError) {
    super(why.message)
    this.why = why
  }
}

type Known = {
  readonly received: number
  readonly state: PartState | null
  readonly headers: Record<string, string>
}

/** What can be gone on from: where the server named the contents, or their hash will tell at the end. */
async function startOf({ part, source, remote }: Receiving): Promise<Known> {
  const state = await part.state()
  const received = await part.receivedBytes()
  const isOurs = state !== null && state.source === source && received > 0
  if (!isOurs || (state.validator === null && remote.sha256 === null))
    return { received: 0, state: null, headers: {} }
  const range = { range: `bytes=${received}-` }
  return {
    received,
    state,
    headers: state.validator === null ? range : { ...range, 'if-range': state.validator },
  }
}

type Place = { readonly offset: number; readonly sizeBytes: number | null }

/** Where in the file the answer's bytes begin, after it was looked at. `whole`: everything is there already. */
async function placeOf(answer: WebAnswer, known: Known, receiving: Receiving): Promise<Place | 'whole'> {
  const { remote, part, source } = receiving
  const { status, headers, url } = answer
  const host = url.hostname
  const lost = new AppError('download/connection-lost', { host })
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers['content-range'] ?? '')
  if (status === 416) {
    if (known.received > 0 && range?.[2] === String(known.received)) return 'whole'
    throw new StartOver(lost)
  }
  if (isPassing(status))
    throw new Interrupted(statusError(answer, remote.site), waitAskedMs(answer, new Date()))
  if (status !== 200 && status !== 206) throw statusError(answer, remote.site)
  refuseOtherContents(answer)
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length'])
  const validator = validatorOf(headers)
  if (status === 206) {
    const isNext = known.received > 0 && range?.[1] === String(known.received)
    const total = range?.[2] === undefined || range[2] === '*' ? null : Number(range[2])
    const isSame =
      (known.state?.validator ?? null) === null || validator === null || validator === known.state?.validator
    const isSameSize =
      total === null || (known.state?.sizeBytes ?? null) === null || total === known.state?.sizeBytes
    if (!isNext || !isSame || !isSameSize) throw new StartOver(lost)
    checkSize(total, remote, host)
    await receiving.room((total ?? remote.sizeBytes ?? known.received) - known.received)
    return { offset: known.received, sizeBytes: total ?? known.state?.sizeBytes ?? null }
  }
  checkSize(length, remote, host)
  await receiving.room(length ?? remote.sizeBytes ?? 0)
  // What came before is another file's, or the server does not go on.
  await part.setState({ source, validator, sizeBytes: length })
  return { offset: 0, sizeBytes: length ?? (remote.isExactSize ? remote.sizeBytes : null) }
}

/** A weak name says only that the contents are as good as the same. */
function validatorOf(headers: WebAnswer['headers']): string | null {
  const { etag } = headers
  return etag !== undefined && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null)
}

function checkSize(
  sizeBytes: number | null,
  { sizeBytes: promised, isExactSize }: RemoteFile,
  host: string,
): void {
  if (!isExactSize || sizeBytes === null || sizeBytes === promised || promised === null) return
  throw new AppError('download/size-lies', { host, promised, sent: sizeBytes })
}

async function write(answer: WebAnswer, { offset, sizeBytes }: Place, receiving: Receiving): Promise<void> {
  const { part, signal, onBytes } = receiving
  const host = answer.url.hostname
  let received = offset
  const file = await part.openAt(offset)
  try {
    onBytes(received, sizeBytes)
    for await (const piece of piecesOf(answer, receiving)) {
      throwIfCancelled(signal)
      if (received === 0) refusePage(piece, host)
      if (sizeBytes !== null && received + piece.length > sizeBytes)
        throw new AppError('download/size-lies', { host, promised: sizeBytes, sent: received + piece.length })
      await writeAll(file, piece, received, part.goal)
      received += piece.length
      onBytes(received, sizeBytes)
    }
  } finally {
    await file.close()
  }
  if (sizeBytes !== null && received < sizeBytes)
    throw new Interrupted(new AppError('download/connection-lost', { host }))
}

/**
 * A connection that breaks off is told from everything else that can fail, and what came before it did is handed on.
 */
async function* piecesOf({ body, url }: WebAnswer, { signal }: Receiving): AsyncGenerator<Buffer, void> {
  const lost = (cause: unknown): Interrupted =>
    new Interrupted(new AppError('download/connection-lost', { host: url.hostname }, { cause }))
  throwIfCancelled(signal)
  if (body.destroyed && !body.readableEnded) throw lost(body.errored)
  if (body.readableEnded) return
  const pieces = on(body, 'data', {
    close: ['end'],
    highWaterMark: mostWaiting,
    lowWaterMark: 1,
    // A request that is given up says nothing of it to whoever waits for the next piece.
    ...(signal === undefined ? {} : { signal }),
  })
  for (;;) {
    const next = (await pieces.next().catch((cause: unknown) => {
      throwIfCancelled(signal)
      throw lost(cause)
    })) as IteratorResult<[Buffer], void>
    if (next.done === true) return
    yield next.value[0]
  }
}

/** Pieces that have come and are not written yet, before no more are taken. */
const mostWaiting = 32

async function writeAll(file: FileHandle, piece: Buffer, offset: number, goal: string): Promise<void> {
  for (let done = 0; done < piece.length;) {
    try {
      const { bytesWritten } = await file.write(piece, done, piece.length - done, offset + done)
      done += bytesWritten
    } catch (cause) {
      throw writeError(cause, goal)
    }
  }
}
