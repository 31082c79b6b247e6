// What both sites' answers have in common: how they are asked for, and how much of them is taken.
import { parseStored } from '../../contract/stored.ts'
import type { SitePicture } from '../../contract/site-facts.ts'
import { AppError } from '../../base/errors.ts'

export type Asking = {
  /** Of the site, without a slash at its end. */
  readonly base: string
  /** The answer's JSON; null where the site knows nothing of it. */
  ask(url: string): Promise<unknown>
  /** The same as it is written. */
  askText(url: string): Promise<string | null>
}

export const longest = { name: 300, description: 20_000, address: 2_000 }
export const mostPictures = 20

/** Throws `site/odd-answer`. */
export function parsedJson(written: string | null, host: string): unknown {
  if (written === null) return null
  const value = parseStored(written)
  if (value === undefined || value === null) throw new AppError('site/odd-answer', { host })
  return value
}

/** Pictures that can be asked for: over https, or at the site itself. */
export function picturesFrom(
  said: readonly { readonly url: unknown; readonly isNsfw: boolean }[],
  base: string,
): SitePicture[] {
  return said
    .flatMap(({ url, isNsfw }) => {
      if (typeof url !== 'string' || url.length > longest.address) return []
      const whole = URL.parse(url)
      if (whole === null || (whole.protocol !== 'https:' && whole.origin !== new URL(base).origin)) return []
      if (whole.username !== '' || /\.(?:mp4|webm|mov)$/i.test(whole.pathname)) return []
      return [{ url: whole.href, isNsfw, kept: null }]
    })
    .slice(0, mostPictures)
}
