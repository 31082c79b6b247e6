// What a site answers, piece by piece: a connection that breaks off is told from everything else that can fail.
import { AppError } from '../../base/errors.ts'
import type { WebAnswer } from './web-client.ts'

/** Throws `tooLarge` beyond `mostBytes`, and `download/unreachable`. */
export async function answerBytes(
  { body, url }: Pick<WebAnswer, 'body' | 'url'>,
  { mostBytes, tooLarge }: { mostBytes: number; tooLarge(): AppError },
): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answerPieces(body, url.hostname)) {
    size += piece.length
    if (size > mostBytes) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** `host`: whom to name. Throws `download/unreachable`. */
export async function* answerPieces(body: WebAnswer['body'], host: string): AsyncGenerator<Buffer, void> {
  const pieces = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  for (;;) {
    const next = await pieces.next().catch((cause: unknown) => {
      throw new AppError('download/unreachable', { host }, { cause })
    })
    if (next.done === true) return
    yield next.value
  }
}
