// What goes where previews may take no more room, what may come in its place, and what a look at them changes; on real files.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { idleLimit, type IdleHolders } from '../../../../src-main/app/idle/idle-limit.ts'
import { idleShelf, type IdleShelf } from '../../../../src-main/app/idle/idle-shelf.ts'

let folder: string
let shelf: IdleShelf
let limitBytes = 300
const held = new Map<string, IdleHolders>()
const gone: string[] = []
const limitOf = (of: IdleShelf) =>
  idleLimit({
    shelf: of,
    limitBytes: () => limitBytes,
    holders: () => held,
    onGone: (ids) => void gone.push(...ids),
  })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lamina-test-'))
  shelf = idleShelf(folder)
  limitBytes = 300
  held.clear()
  gone.length = 0
  await shelf.open()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const there = (): string[] =>
  readdirSync(folder)
    .map((file) => file.replace('.webp', ''))
    .toSorted()
const hundred = new Uint8Array(100)
const usual = { isFavourite: false, isThere: true }
/** A picture of an adapter of its own. */
async function have(key: string, seenMs: number, change: Partial<IdleHolders> = {}): Promise<boolean> {
  const one = { ...usual, addedMs: seenMs, ids: [`of ${key}`], ...change }
  held.set(key, one)
  return limitOf(shelf).put(key, hundred, { ...one, seenMs })
}

test('those of adapters that are gone go first, then those not seen for longest, those of favourites last', async () => {
  await have('favourite', 1000, { isFavourite: true })
  await have('away', 9000, { isThere: false })
  await have('old', 2000)
  await have('new', 3000)
  // The fourth did not come beside three that stand higher; of those one that is away does not.
  expect(there()).toEqual(['favourite', 'new', 'old'])
  expect(gone).toEqual(['of away'])
  for (const [bytes, left] of [
    [299, ['favourite', 'new']],
    [100, ['favourite']],
    [99, []],
  ] as const) {
    limitBytes = bytes
    await limitOf(shelf).trim()
    expect([there(), shelf.sizeBytes]).toEqual([left, left.length * 100])
  }
  expect(gone).toEqual(['of away', 'of old', 'of new', 'of favourite'])
})

test('one that stands lower than all there is does not come, and nothing goes for it', async () => {
  for (const at of [2000, 3000, 4000]) await have(`at ${at}`, at)
  const standing = { ...usual, seenMs: 1000 }
  expect(limitOf(shelf).hasRoom(standing)).toBe(false)
  expect(await have('older', 1000)).toBe(false)
  expect(there()).toEqual(['at 2000', 'at 3000', 'at 4000'])
  expect(limitOf(shelf).hasRoom({ ...standing, isFavourite: true })).toBe(true)
  expect(await have('newer', 5000)).toBe(true)
  expect([there(), gone]).toEqual([['at 3000', 'at 4000', 'newer'], ['of at 2000']])
  // As large as all of them: two of three stand lower, which is not enough.
  const whole = await limitOf(shelf).put('whole', new Uint8Array(300), { ...usual, seenMs: 4500 })
  expect([whole, there().length]).toEqual([false, 3])
})

test('what somebody looks at stays longer, also after a restart', async () => {
  for (const at of [2000, 3000, 4000]) await have(`at ${at}`, at)
  shelf.see(['at 2000'])
  // The file's time is written beside what is said at once.
  await expect
    .poll(async () => {
      const again = idleShelf(folder)
      await again.open()
      return again.seenMs('at 2000')
    })
    .toBeGreaterThan(1e12)
  const again = idleShelf(folder)
  await again.open()
  limitBytes = 200
  await limitOf(again).trim()
  expect([there(), again.sizeBytes]).toEqual([['at 2000', 'at 4000'], 200])
})

test('a picture that many share stands as high as the highest of them', async () => {
  await have('shared', 1000, { addedMs: 9000, ids: ['a', 'b'] })
  await have('one', 2000)
  limitBytes = 100
  await limitOf(shelf).trim()
  expect([there(), gone]).toEqual([['shared'], ['of one']])
})
