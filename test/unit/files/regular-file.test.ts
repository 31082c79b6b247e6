import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openRegularFile } from '../../../src-main/files/regular-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const posix = process.platform !== 'win32'

test('a file is opened, also over a link', async () => {
  const folder = await temporaryFolder()
  writeFileSync(join(folder, 'a'), 'abc')
  symlinkSync(join(folder, 'a'), join(folder, 'link'))
  for (const name of ['a', 'link']) {
    const { file, stats } = await openRegularFile(join(folder, name))
    expect([stats.size, (await file.readFile()).toString()]).toEqual([3, 'abc'])
    await file.close()
  }
})

test('a folder, and what is not there, are named', async () => {
  const folder = await temporaryFolder()
  mkdirSync(join(folder, 'inside'))
  await expect(openRegularFile(join(folder, 'inside'))).rejects.toMatchObject({ code: 'file/is-a-folder' })
  await expect(openRegularFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'file/missing' })
})

test.runIf(posix)('pipes, sockets, devices and links to them are refused at once', async () => {
  const folder = await temporaryFolder()
  execFileSync('mkfifo', [join(folder, 'pipe')])
  symlinkSync('/dev/zero', join(folder, 'zeros'))
  symlinkSync(join(folder, 'pipe'), join(folder, 'to-pipe'))
  const server = createServer().listen(join(folder, 'socket'))
  onTestFinished(() => void server.close())
  for (const path of [
    '/dev/zero',
    ...['pipe', 'zeros', 'to-pipe', 'socket'].map((name) => join(folder, name)),
  ])
    await expect(openRegularFile(path), path).rejects.toMatchObject({ code: 'file/not-regular' })
})
