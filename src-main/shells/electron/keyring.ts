// The system's keyring, as far as Electron's own key in it reaches: texts are sealed for the files of the host.
import type { SafeStorage } from 'electron'

export type SystemKeyring = {
  /** Null where there is no keyring, or only one that anybody can open. */
  seal(text: string): Promise<string | null>
  /** Null for what was sealed with another key. */
  open(sealed: string): Promise<string | null>
}

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
> & {
  /** On Linux alone. */
  getSelectedStorageBackend?: SafeStorage['getSelectedStorageBackend']
}

export function systemKeyring(storage: Storage, platform: NodeJS.Platform): SystemKeyring {
  async function isThere(): Promise<boolean> {
    // Without a keyring Chromium has a key of its own for this, which is the same everywhere.
    if (platform === 'linux' && storage.getSelectedStorageBackend?.() === 'basic_text') return false
    return storage.isAsyncEncryptionAvailable()
  }

  /** What the keyring refuses is nothing: another user's, or one that was made anew; the token has to be set again. */
  const attempt = async (act: () => Promise<string>): Promise<string | null> =>
    (await isThere().catch(() => false)) ? act().catch(() => null) : null

  return {
    seal: (text) => attempt(async () => (await storage.encryptStringAsync(text)).toString('base64')),
    open: (sealed) =>
      attempt(async () => (await storage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result),
  }
}
