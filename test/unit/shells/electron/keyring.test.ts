import { expect, test } from 'vitest'
import { systemKeyring } from '../../../../src-main/shells/electron/keyring.ts'

const storage = (backend: 'gnome_libsecret' | 'basic_text', isAvailable = true) => ({
  isAsyncEncryptionAvailable: () => Promise.resolve(isAvailable),
  getSelectedStorageBackend: () => backend,
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(text.toUpperCase())),
  decryptStringAsync: (sealed: Buffer) =>
    sealed.length === 0
      ? Promise.reject(new Error('another key'))
      : Promise.resolve({ result: sealed.toString().toLowerCase(), shouldReEncrypt: false }),
})

test('what is sealed can be opened, and what another key has sealed is nothing', async () => {
  const keyring = systemKeyring(storage('gnome_libsecret'), 'linux')
  const sealed = await keyring.seal('token')
  expect(sealed).toBe(Buffer.from('TOKEN').toString('base64'))
  expect(await keyring.open(sealed ?? '')).toBe('token')
  expect(await keyring.open('')).toBeNull()
})

test('a key that is the same everywhere seals nothing', async () => {
  expect(await systemKeyring(storage('basic_text'), 'linux').seal('token')).toBeNull()
  expect(await systemKeyring(storage('basic_text'), 'win32').seal('token')).not.toBeNull()
  expect(await systemKeyring(storage('gnome_libsecret', false), 'linux').seal('token')).toBeNull()
})
