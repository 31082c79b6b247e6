// The two sites whose pages are understood, and to whom a token of theirs may go: to nobody else.

import { tokenSites, type TokenSite } from '../../contract/download.ts'

export type SiteName = TokenSite

export type Site = {
  /** Without a slash at its end. */
  readonly base: string
  /** Under which its pages are linked. */
  readonly hosts: readonly string[]
}

export type Sites = Readonly<Record<SiteName, Site>>

export const publicSites: Sites = {
  civitai: {
    base: 'https://civitai.com',
    hosts: ['civitai.com', 'www.civitai.com', 'civitai.green', 'civitai.red'],
  },
  'hugging-face': {
    base: 'https://huggingface.co',
    hosts: ['huggingface.co', 'www.huggingface.co', 'hf.co'],
  },
}

/** Whose token an address may be shown: that of the site which begins exactly so; null for every other one. */
export function siteOf(url: URL, sites: Sites): SiteName | null {
  return tokenSites.find((name) => new URL(sites[name].base).origin === url.origin) ?? null
}
