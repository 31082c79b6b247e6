// The folders are looked through when something changes, however the system tells it, and never more than needed.
import { EventEmitter } from 'node:events'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { watch } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AppError, type ErrorReport } from '../../../../src-main/base/errors.ts'
import {
  modelFolders,
  type ModelFolders,
  type ModelFoldersOptions,
} from '../../../../src-main/catalog/folders/model-folders.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

let root: string
let folders: ModelFolders
let taken: string[][]
let told: ErrorReport[]
let failures: unknown[]

beforeEach(async () => {
  root = join(await temporaryFolder(), 'models')
  mkdirSync(root)
})
afterEach(async () => {
  vi.useRealTimers()
  await folders.close()
})

function open(options: Partial<ModelFoldersOptions> = {}): void {
  taken = []
  told = []
  failures = []
  folders = modelFolders({
    roots: () => [root],
    async take({ files }) {
      taken.push([...files.keys()].map((path) => basename(path)))
    },
    tell: (notice) => told.push(notice),
    onFailure: (error) => failures.push(error),
    settleMs: 30,
    unwatchedMs: 60,
    ...options,
  })
}
const newest = (): string[] | undefined => taken.at(-1)

test('a file in a folder that was made a moment ago is noticed', async () => {
  open()
  await folders.look()
  folders.watch()
  expect(taken).toEqual([[]])
  mkdirSync(join(root, 'new', 'deep'), { recursive: true })
  // The folder is told of, and is not watched yet.
  await wait(5)
  writeFileSync(join(root, 'new', 'deep', 'a.safetensors'), 'a')
  await expect.poll(newest).toEqual(['a.safetensors'])
  writeFileSync(join(root, 'new', 'deep', 'b.safetensors'), 'b')
  await expect.poll(newest).toEqual(['a.safetensors', 'b.safetensors'])
  expect(told).toEqual([])
})

test('a folder that vanishes, and one that comes back, are noticed', async () => {
  writeFileSync(join(root, 'a.safetensors'), 'a')
  open()
  folders.watch()
  await folders.look()
  renameSync(root, `${root}-away`)
  await expect.poll(newest).toEqual([])
  renameSync(`${root}-away`, root)
  await expect.poll(newest).toEqual(['a.safetensors'])
  expect([told, failures]).toEqual([[], []])
})

test('without watches it looks now and then, and says so once', async () => {
  const refusing = (() => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  }) as unknown as typeof watch
  open({ watch: refusing })
  await folders.look()
  folders.watch()
  for (const name of ['a.safetensors', 'b.safetensors']) {
    writeFileSync(join(root, name), name)
    await expect.poll(() => newest()?.includes(name)).toBe(true)
  }
  expect(told).toMatchObject([{ code: 'library/unwatched', facts: { reason: 'ENOSPC' } }])
  expect(failures).toEqual([])
})

test('with watches nothing is looked at while nothing changes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const quiet = (() =>
    Object.assign(new EventEmitter(), { close: () => undefined })) as unknown as typeof watch
  open({ watch: quiet })
  folders.watch()
  await folders.look()
  expect(vi.getTimerCount(), 'what was put there before it was watched is looked for').toBe(1)
  await vi.advanceTimersByTimeAsync(30)
  await folders.look()
  expect(vi.getTimerCount()).toBe(0)
})

test('a failure reaches who waits; one that nobody waits for is handed over', async () => {
  open({ take: () => Promise.reject(new Error('the disk is full')) })
  await expect(folders.look()).rejects.toThrow('the disk is full')
  expect(failures).toEqual([])
  folders.watch()
  rmSync(join(root, 'none'), { force: true })
  writeFileSync(join(root, 'a.safetensors'), 'a')
  await expect.poll(() => failures.length).toBeGreaterThan(0)
  expect(failures[0]).toMatchObject({ message: 'the disk is full' })
})

test('while files are moved nothing is looked at; a look that was under way begins anew behind that', async () => {
  const [begun, done] = [Promise.withResolvers<undefined>(), [] as string[]]
  open({
    async take({ files }, signal) {
      done.push(`take ${files.size}`)
      if (done.length > 1) return
      begun.resolve(undefined)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      throw new AppError('job/cancelled')
    },
  })
  const looked = folders.look()
  await begun.promise
  const moved = folders.standStill(async () => {
    done.push('move')
    writeFileSync(join(root, 'a.safetensors'), 'a')
    await Promise.resolve()
    done.push('moved')
  })
  await Promise.all([looked, moved])
  expect(done).toEqual(['take 0', 'move', 'moved', 'take 1'])
})
