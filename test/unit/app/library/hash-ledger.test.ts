// Hashes are those of the bytes that a stamp stands for, or null.
import { utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { hashLedger, type HashLedger } from '../../../../src-main/app/library/hash-ledger.ts'
import type { HashedFile } from '../../../../src-main/database/hashed-files.ts'
import { fileStamp } from '../../../../src-main/files/file-stamp.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let path: string
let rows: Map<string, HashedFile>
/** What was read, as the hash. */
let read: string[]
let urged: boolean[]
let whileReading: () => Promise<void>
let ledger: HashLedger

beforeEach(async () => {
  path = join(await temporaryFolder(), 'a.safetensors')
  await writeFile(path, 'one')
  rows = new Map()
  read = []
  whileReading = async () => undefined
  const table = {
    find: (of: string) => rows.get(of) ?? null,
    put: (file: HashedFile) => void rows.set(file.path, file),
  }
  urged = []
  ledger = hashLedger(table, {
    async hashes(of) {
      read.push(of)
      await whileReading()
      return { sha256: `hash ${read.length}`, autoV3: null }
    },
    urge: (_, isUrgent) => urged.push(isUrgent),
  })
})
const stamp = async () => (await fileStamp(path))!

test('a file is read once, also when many ask at once, and again when it has changed', async () => {
  const first = await stamp()
  expect(ledger.known(path, first)).toBeNull()
  const asked = await Promise.all([ledger.of(path, first), ledger.now(path), ledger.of(path, first)])
  expect(asked.map((hashes) => hashes?.sha256)).toEqual(['hash 1', 'hash 1', 'hash 1'])
  expect(ledger.known(path, first)).toMatchObject({ sha256: 'hash 1' })
  expect(await ledger.now(path)).toMatchObject({ sha256: 'hash 1' })
  await writeFile(path, 'two')
  await utimes(path, new Date(first.modifiedMs), new Date(first.modifiedMs))
  const second = await stamp()
  expect(second).toMatchObject({ sizeBytes: first.sizeBytes })
  expect(ledger.known(path, second)).toBeNull()
  expect(await ledger.of(path, second)).toMatchObject({ sha256: 'hash 2' })
  expect(read).toHaveLength(2)
})

test('bytes that are gone have no hash any more, and nothing is read for them', async () => {
  const first = await stamp()
  await writeFile(path, 'other')
  expect(await ledger.of(path, first)).toBeNull()
  expect(read).toEqual([])
})

test('a file that changes while it is read has none that is remembered', async () => {
  const first = await stamp()
  whileReading = () => writeFile(path, 'changed')
  expect(await ledger.of(path, first)).toBeNull()
  expect(rows.size).toBe(0)
  expect(ledger.known(path, await stamp())).toBeNull()
})

test('a file that cannot be read has none, and whoever needs it now hears why', async () => {
  whileReading = () => Promise.reject(new Error('the disk is gone'))
  expect(await ledger.of(path, await stamp())).toBeNull()
  await expect(ledger.now(path)).rejects.toThrow('the disk is gone')
})

test('who waits joins what nobody waited for, and urges it until it is read', async () => {
  let goOn = (): void => undefined
  whileReading = () => new Promise((resolve) => (goOn = resolve))
  const sometime = ledger.now(path)
  await expect.poll(() => read).toHaveLength(1)
  const soon = ledger.atOnce(path)
  expect(urged).toEqual([true])
  goOn()
  expect(await soon).toEqual(await sometime)
  expect([read.length, urged]).toEqual([1, [true, false]])
})
