import { expect, test } from 'vitest'
import { coalesced } from '../../../../src-main/catalog/folders/coalesced.ts'

test('asked three times while it runs, it runs once more', async () => {
  let begun = 0
  let finish = (): void => undefined
  const { ask } = coalesced(async () => {
    begun++
    await new Promise<void>((resolve) => (finish = resolve))
  })
  const first = ask()
  const later = [ask(), ask(), ask()]
  expect(begun).toBe(1)
  finish()
  await first
  await expect.poll(() => begun).toBe(2)
  finish()
  await Promise.all(later)
  expect(begun).toBe(2)
})

test('a failure reaches who asked first, and the next run still happens', async () => {
  let begun = 0
  const { ask } = coalesced(async () => {
    begun++
    if (begun === 1) throw new Error('the disk is gone')
  })
  const first = ask()
  const second = ask()
  await expect(first).rejects.toThrow('the disk is gone')
  await second
  expect(begun).toBe(2)
})

test('it is settled when what was asked for meanwhile is done, too', async () => {
  const finish: (() => void)[] = []
  const { ask, settled } = coalesced(() => new Promise((resolve) => finish.push(resolve)))
  void ask()
  void ask()
  let isSettled = false
  const waited = settled().then(() => (isSettled = true))
  finish[0]!()
  await expect.poll(() => finish.length).toBe(2)
  expect(isSettled).toBe(false)
  finish[1]!()
  await waited
  await settled()
})
