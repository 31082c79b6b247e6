// Settings that are changed while others are on their way: what was set last is seen all the time, and is what the host has.
import { expect, test } from 'vitest'
import type { Settings } from '../../../../src-main/contract/studio.ts'
import { SettingsSaver } from '../../../../src-renderer/state/settings-saver.ts'
import { Studio } from '../../../../src-renderer/state/studio.svelte.ts'
import { fakeBackend } from '../../../support/fake-backend.ts'

/** A host that answers when it is told to, and whatever a window sees meanwhile. */
async function open() {
  const backend = fakeBackend()
  const { set } = backend.settings
  const arrived: { change: Partial<Settings>; answer: (fails?: boolean) => void }[] = []
  const heldSet = (change: Partial<Settings>): Promise<Settings> => {
    const held = Promise.withResolvers<Settings>()
    const answer = (fails = false): void => {
      if (fails) held.reject(new Error('the disk is full'))
      else held.resolve(Promise.resolve(set(change)))
    }
    arrived.push({ change, answer })
    return held.promise
  }
  Object.assign(backend.settings, { set: heldSet })
  const studio = new Studio(backend)
  await studio.start()
  const saver = new SettingsSaver(studio)
  const seen: Settings[] = []
  studio.listen(({ type }) => {
    if (type === 'settings') seen.push(studio.data.settings)
  })
  const answered = async (count: number, fails = false): Promise<void> => {
    await expect.poll(() => arrived.length).toBe(count)
    arrived.at(-1)!.answer(fails)
  }
  return { backend, studio, saver, seen, arrived, answered }
}

test('two at once: neither is seen to go back, and they are saved one after the other', async () => {
  const { studio, saver, seen, arrived, answered } = await open()
  const both = [saver.put({ theme: 'dark' }), saver.put({ scale: 1.5 })]
  expect(studio.data.settings).toMatchObject({ theme: 'dark', scale: 1.5 })
  expect(arrived.map(({ change }) => change)).toEqual([{ theme: 'dark' }])
  await answered(1)
  await answered(2)
  await Promise.all(both)
  expect(seen.map(({ theme }) => theme)).not.toContain('system')
  expect(seen.slice(1).map(({ scale }) => scale)).not.toContain(1)
  expect(studio.data.settings).toMatchObject({ theme: 'dark', scale: 1.5 })
})

test('the same one twice: the last is seen throughout, and is what the host has', async () => {
  const { studio, saver, seen, arrived, answered } = await open()
  const both = [saver.put({ theme: 'dark' }), saver.put({ theme: 'light' })]
  await answered(1)
  await answered(2)
  await Promise.all(both)
  expect(seen.slice(1).map(({ theme }) => theme)).not.toContain('dark')
  expect(arrived.map(({ change }) => change.theme)).toEqual(['dark', 'light'])
  expect(studio.data.settings.theme).toBe('light')
})

test('what another window sets meanwhile is taken over, beside what is on its way', async () => {
  const { backend, studio, saver, answered } = await open()
  const put = saver.put({ theme: 'dark' })
  backend.emit({ type: 'settings', settings: { ...studio.data.settings, theme: 'system', language: 'ja' } })
  expect(studio.data.settings).toMatchObject({ theme: 'dark', language: 'ja' })
  await answered(1)
  await put
  expect(studio.data.settings.theme).toBe('dark')
})

test('one that fails goes back by itself, and takes nothing else with it', async () => {
  const { studio, saver, answered } = await open()
  const { language } = studio.data.settings
  const failing = saver.put({ theme: 'dark', language: language === 'ja' ? 'en' : 'ja' })
  const other = saver.put({ theme: 'light' })
  const refused = expect(failing).rejects.toThrow('the disk is full')
  await answered(1, true)
  await refused
  expect(studio.data.settings).toMatchObject({ theme: 'light', language })
  await answered(2)
  await other
  expect(studio.data.settings).toMatchObject({ theme: 'light', language })
})
