// A picture that is sent here to be looked at: on the disk while it is read, and seen by nobody else.
import { AppError } from '../../base/errors.ts'
import { withIncoming } from '../../files/incoming.ts'

/** Errors: those of `use`, `picture-settings/too-large` as soon as more than `mostBytes` have come, `disk/…`. */
export function withIncomingFile<Result>(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const tooLarge = (): AppError =>
    new AppError('picture-settings/too-large', { megabytes: mostBytes / 2 ** 20 })
  return withIncoming(folder, body, { mostBytes, tooLarge, mode: 0o600 }, use)
}
