// Whatever is done with files, and whatever fails meanwhile: an operation is done as a whole or not at all, and when all are
// undone the tree is what it was, byte for byte.
import { describe, expect, test } from 'vitest'
import { diskWithoutCase, diskWithoutLinks, quickDisk } from '../support/moving-disk.ts'
import { liveThrough } from '../support/made-up-moves.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('1,000 operations in all, a third of them on a disk in trouble, and then all undone', () => {
  test.each([
    ['on a disk as most are', 400, undefined],
    ['on one without second names', 400, diskWithoutLinks],
    ['on one where case does not count', 200, diskWithoutCase],
  ])('%s', async (_, count, kind) => {
    const life = await liveThrough({
      folder: await temporaryFolder(),
      seed: count,
      count,
      disk: quickDisk,
      ...(kind && { kind }),
    })
    expect(life.broken).toEqual([])
    expect(life.done).toBeGreaterThan(count / 4)
    expect(life.failed).toBeGreaterThan(count / 20)
    expect(life.undone).toBeGreaterThan(count / 10)
    expect(life.after).toBe(life.before)
  })
})
