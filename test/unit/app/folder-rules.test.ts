// Folders that a page may choose: the person's own, and neither the system's nor Lamina's, whatever links say.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { folderRules, type FolderRulesOptions, type FolderUse } from '../../../src-main/app/folder-rules.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder()
  for (const name of ['data', 'program', 'home', 'shared/sub'])
    mkdirSync(join(folder, name), { recursive: true })
})

/** The code it is refused with; null where it may be chosen. */
async function verdict(
  chosen: string,
  use: FolderUse = 'read',
  change: Partial<FolderRulesOptions> = {},
): Promise<string | null> {
  const rules = folderRules({
    dataFolder: join(folder, 'data'),
    programFolder: join(folder, 'program'),
    within: null,
    ...change,
  })
  try {
    await rules.check(chosen, use, 'field')
    return null
  } catch (error) {
    expect(error).toMatchObject({ details: { field: 'field' } })
    return (error as { code: string }).code
  }
}

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test.each(['/', '/etc', '/etc/cron.d', '/usr/bin', '/proc/self', '/sys', '/dev/shm', '/boot', '/run/lock'])(
    '%s is the system’s',
    async (path) => {
      expect(await verdict(path)).toBe('folder/of-the-system')
      expect(await verdict(path, 'write')).toBe('folder/of-the-system')
    },
  )

  test.each(['/home/me', '/mnt/disc', '/media/me/disc', '/run/media/me/disc', '/srv/models', '/var/home/me'])(
    '%s may be chosen',
    async (path) => {
      expect(await verdict(path, 'write')).toBe(null)
    },
  )

  test('a home that lies among the system’s folders may be chosen, and one that is the root opens nothing', async () => {
    expect(await verdict('/usr/home/me/models', 'read', { home: '/usr/home/me' })).toBe(null)
    expect(await verdict('/etc', 'read', { home: '/' })).toBe('folder/of-the-system')
  })

  test('a link is what it leads to, also above a folder that is yet to be made', async () => {
    symlinkSync('/etc', join(folder, 'home', 'link'))
    expect(await verdict(join(folder, 'home', 'link'))).toBe('folder/of-the-system')
    expect(await verdict(join(folder, 'home', 'link', 'new', 'deeper'), 'write')).toBe('folder/of-the-system')
  })
})

test('what Lamina keeps is not chosen, but for its pictures and what was dropped into it', async () => {
  const data = join(folder, 'data')
  symlinkSync(data, join(folder, 'home', 'data'))
  for (const path of [
    data,
    join(data, 'trash'),
    join(data, 'training', 'a', 'run'),
    join(data, 'idle-previews'),
    join(data, 'compiled', '0.1.0'),
    join(folder, 'home', 'data'),
  ])
    expect(await verdict(path)).toBe('folder/own')
  for (const path of [join(data, 'pictures', 'old'), join(data, 'training', 'a-1', 'pictures')])
    expect(await verdict(path)).toBe(null)
})

test('the program’s folder is read from, and gets no pictures', async () => {
  expect(await verdict(join(folder, 'program', 'models'))).toBe(null)
  expect(await verdict(join(folder, 'program', 'models'), 'write')).toBe('folder/own')
})

test('a server for other machines allows what was named where it was started, and nothing else', async () => {
  const within = [join(folder, 'shared')]
  symlinkSync(join(folder, 'home'), join(folder, 'shared', 'out'))
  expect(await verdict(join(folder, 'shared', 'sub'), 'write', { within })).toBe(null)
  for (const path of [join(folder, 'home'), join(folder, 'shared-too'), join(folder, 'shared', 'out')])
    expect(await verdict(path, 'read', { within })).toBe('folder/not-allowed')
  expect(await verdict(join(folder, 'data', 'training', 'a', 'pictures'), 'read', { within })).toBe(null)
  expect(await verdict(join(folder, 'shared'), 'read', { within: [] })).toBe('folder/not-allowed')
})
