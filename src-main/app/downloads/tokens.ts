// A person's tokens of the two sites: sealed by the system's keyring where the desktop has one, else in a file that only
// its owner may read. They leave this file for a request to their site, and for nothing else.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { tokenSites, type KeptToken, type TokenSite } from '../../contract/download.ts'
import { parseStored, readStored, toStore, type StoredKind } from '../../contract/stored.ts'
import { keepToOneself } from '../../database/own-file.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'

/** The desktop's: null where it has none. */
export type Keyring = {
  seal(text: string): Promise<string | null>
  open(sealed: string): Promise<string | null>
}

export type Tokens = {
  list(): Promise<KeptToken[]>
  /** Null where there is none, or the keyring does not open it any more. */
  of(site: TokenSite): Promise<string | null>
  set(site: TokenSite, token: string): Promise<KeptToken[]>
  remove(site: TokenSite): Promise<KeptToken[]>
}

const keptSchema = z.object({ text: z.string(), isSealed: z.boolean() })
const fileSchema = z.object({ tokens: z.partialRecord(z.enum(tokenSites), keptSchema) })
type Kept = z.infer<typeof fileSchema>['tokens']
const fileKind: StoredKind<z.infer<typeof fileSchema>> = { name: 'tokens', schema: fileSchema, upgrades: [] }

/** Errors of `set` and `remove`: `disk/…`. */
export function tokens(dataFolder: string, keyring: Keyring | null): Tokens {
  const path = join(dataFolder, 'tokens.json')

  async function read(): Promise<Kept> {
    const text = await readFile(path, 'utf8').catch(() => '')
    return readStored(fileKind, parseStored(text)).value?.tokens ?? {}
  }

  async function write(kept: Kept): Promise<KeptToken[]> {
    keepToOneself(path)
    await writeFileAtomically(path, Buffer.from(JSON.stringify(toStore(fileKind, { tokens: kept }))))
    return listed(kept)
  }

  return {
    list: async () => listed(await read()),
    async of(site) {
      const kept = (await read())[site]
      if (kept === undefined) return null
      return kept.isSealed ? ((await keyring?.open(kept.text)) ?? null) : kept.text
    },
    async set(site, token) {
      const sealed = (await keyring?.seal(token)) ?? null
      const kept = { text: sealed ?? token, isSealed: sealed !== null }
      return write({ ...(await read()), [site]: kept })
    },
    async remove(site) {
      const others = Object.entries(await read()).filter(([name]) => name !== site)
      return write(Object.fromEntries(others))
    },
  }
}

function listed(kept: Kept): KeptToken[] {
  return tokenSites.flatMap((site) => {
    const one = kept[site]
    return one === undefined ? [] : [{ site, keptIn: one.isSealed ? 'keyring' : 'file' }]
  })
}
