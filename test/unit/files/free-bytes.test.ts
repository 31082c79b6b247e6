// The room on a disk is known of a folder that is there, and of one that is yet to be made on it.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freeBytes } from '../../../src-main/files/free-bytes.ts'

test('of a folder that is there, and of one that would be in it', async () => {
  expect(await freeBytes(tmpdir())).toBeGreaterThan(0)
  expect(await freeBytes(join(tmpdir(), 'not yet', 'made'))).toBeGreaterThan(0)
})
