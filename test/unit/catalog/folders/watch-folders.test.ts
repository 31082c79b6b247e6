// A watch over folders: every change is told, and a system that refuses does no harm.
import { EventEmitter } from 'node:events'
import type { FSWatcher, watch } from 'node:fs'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import {
  watchesRecursively,
  watchFolders,
  type FolderWatch,
} from '../../../../src-main/catalog/folders/watch-folders.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let folderWatch: FolderWatch | null = null
let changes = 0
let refusals: string[] = []
afterEach(() => folderWatch?.close())

function open(options: { watch?: typeof watch; recursive?: boolean } = {}): FolderWatch {
  changes = 0
  refusals = []
  folderWatch = watchFolders({
    onChange: () => (changes += 1),
    onRefusal: (code) => refusals.push(code),
    ...options,
  })
  return folderWatch
}

const told = async (act: () => void): Promise<void> => {
  const before = changes
  act()
  await expect.poll(() => changes).toBeGreaterThan(before)
}

test.skipIf(watchesRecursively)('new, changed, renamed and vanished files are told', async () => {
  const folder = await temporaryFolder()
  mkdirSync(join(folder, 'inner'))
  expect(open().follow([folder, join(folder, 'inner')])).toBe(true)
  expect(folderWatch!.follow([folder, join(folder, 'inner')])).toBe(false)
  const path = join(folder, 'inner', 'a.safetensors')
  await told(() => writeFileSync(path, 'a'))
  await told(() => writeFileSync(path, 'ab'))
  await told(() => renameSync(path, join(folder, 'b.safetensors')))
  await told(() => rmSync(join(folder, 'b.safetensors')))
  expect(folderWatch!.isWhole()).toBe(true)
})

test.skipIf(watchesRecursively)(
  'a folder that went and came back is another one, and is watched again',
  async () => {
    const folder = await temporaryFolder()
    const inner = join(folder, 'inner')
    const deep = join(inner, 'deep')
    mkdirSync(deep, { recursive: true })
    open().follow([folder, inner, deep])
    await told(() => rmSync(inner, { recursive: true }))
    await told(() => mkdirSync(deep, { recursive: true }))
    await expect.poll(() => folderWatch!.follow([folder, inner, deep])).toBe(true)
    await told(() => writeFileSync(join(deep, 'a'), 'a'))
    expect(refusals).toEqual([])
  },
)

/** A system with a limited number of watches. */
function limited(most: number, code: string): { watch: typeof watch; open: Map<string, EventEmitter> } {
  const watchers = new Map<string, EventEmitter>()
  const watchOne = (folder: string): FSWatcher => {
    if (watchers.size >= most) throw Object.assign(new Error(`${code}: no more`), { code })
    const watcher = Object.assign(new EventEmitter(), { close: () => void watchers.delete(folder) })
    watchers.set(folder, watcher)
    return watcher as unknown as FSWatcher
  }
  return { watch: watchOne as unknown as typeof watch, open: watchers }
}

test.each(['ENOSPC', 'EMFILE'])('%s is told, what is watched stays so, and more are tried later', (code) => {
  const system = limited(2, code)
  const many = open({ watch: system.watch })
  many.follow(['/a', '/b', '/c', '/d'])
  expect(refusals).toEqual([code])
  expect(many.isWhole()).toBe(false)
  expect([...system.open.keys()]).toEqual(['/a', '/b'])
  expect(many.follow(['/b', '/c'])).toBe(true)
  expect(many.isWhole()).toBe(true)
  expect([...system.open.keys()]).toEqual(['/b', '/c'])
})

test('a folder that is gone is nothing to tell; one that fails later is a change', () => {
  const system = limited(9, '')
  open({ watch: system.watch }).follow(['/a'])
  system.open.get('/a')!.emit('error', Object.assign(new Error('EPERM'), { code: 'EPERM' }))
  expect([changes, refusals, system.open.size]).toEqual([1, [], 0])
  open({ watch: limited(0, 'ENOENT').watch }).follow(['/a'])
  expect([refusals, folderWatch!.isWhole()]).toEqual([[], true])
})
