// A picture that a site has of a model: fetched when a person wants it, decoded beside the app, kept as a small copy.
import { AppError } from '../../base/errors.ts'
import { withIncoming } from '../../files/incoming.ts'
import { answerPieces } from '../downloads/answer-bytes.ts'
import { statusError } from '../downloads/status-error.ts'
import type { WebClient } from '../downloads/web-client.ts'
import { inTime } from './ask-site.ts'

export type SitePictures = {
  /** `base`: the site's. The hash by which the copy is kept. Throws `site/…`, `download/…`, `picture/…`, `disk/…`. */
  fetch(url: string, base: string, signal?: AbortSignal): Promise<string>
}

const mostBytes = 32 * 2 ** 20

export function sitePictures(options: {
  readonly client: WebClient
  /** For what is on its way. */
  readonly folder: string
  readonly mostMs: number
  keep(path: string): Promise<string>
}): SitePictures {
  const { client, folder, keep, mostMs } = options
  return {
    fetch(url, base, signal) {
      const { hostname: host, origin } = new URL(url)
      return inTime({ host, mostMs, signal }, async (ending) => {
        const isSaidOutside = origin !== new URL(base).origin
        const answer = await client.ask(url, {
          headers: { accept: 'image/*' },
          isSaidOutside,
          signal: ending,
        })
        try {
          if (answer.status !== 200) throw statusError(answer, null)
          if (answer.headers['content-type']?.startsWith('image/') !== true)
            throw new AppError('site/not-a-picture', { host })
          const tooLarge = (): AppError => new AppError('site/too-large', { host })
          return await withIncoming(
            folder,
            answerPieces(answer.body, host),
            { mostBytes, tooLarge, mode: 0o600 },
            keep,
          )
        } finally {
          answer.body.destroy()
        }
      })
    },
  }
}
