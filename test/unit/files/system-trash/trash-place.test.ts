// The system's trash of a volume, and the notes in it, as freedesktop.org says.
import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nameInTrash, notePath, trashNote } from '../../../../src-main/files/system-trash/trash-note.ts'
import { trashPlace } from '../../../../src-main/files/system-trash/trash-place.ts'
import { smallDisk, whyNoDisk } from '../../../support/small-disk.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const user = process.getuid?.() ?? 0

test('the home trash for what lies on its volume; other systems have another kind', async () => {
  const home = await temporaryFolder()
  const surroundings = { platform: 'linux', home, dataHome: undefined, user } as const
  const place = join(home, '.local', 'share', 'Trash')
  expect(await trashPlace(home, surroundings)).toBe(place)
  expect(existsSync(place)).toBe(false)
  expect(await trashPlace(home, { ...surroundings, dataHome: join(home, 'data') })).toBe(
    join(home, 'data', 'Trash'),
  )
  for (const platform of ['win32', 'darwin'] as const)
    expect(await trashPlace(home, { ...surroundings, platform })).toBeNull()
  expect(await trashPlace(home, { ...surroundings, user: user + 1 })).toBe(place)
  mkdirSync(place, { recursive: true })
  expect(await trashPlace(home, { ...surroundings, user: user + 1 })).toBeNull()
})

test.skipIf(whyNoDisk !== null)(
  'on another volume the shared trash where it is safe, else one’s own',
  async () => {
    const [home, disk] = [await temporaryFolder(), smallDisk(1)]
    onTestFinished(() => disk.remove())
    const surroundings = { platform: 'linux', home, dataHome: undefined, user } as const
    const folder = join(disk.path, 'deep', 'er')
    mkdirSync(folder, { recursive: true })
    const own = join(disk.path, `.Trash-${user}`)
    expect(await trashPlace(folder, surroundings)).toBe(own)
    const shared = join(disk.path, '.Trash')
    mkdirSync(shared)
    expect(await trashPlace(folder, surroundings), 'without the sticky bit').toBe(own)
    chmodSync(shared, 0o1777)
    expect(await trashPlace(folder, surroundings)).toBe(join(shared, String(user)))
    symlinkSync(home, join(shared, String(user)))
    expect(await trashPlace(folder, surroundings), 'a link').toBe(own)
  },
)

test('notes say where a file was, escaped, and when', () => {
  const at = new Date(2026, 10, 30, 3, 4, 5)
  const note = (file: string): string => trashNote(file, '/media/disk/models/a %ä.bin', at)
  expect(notePath('/h/Trash/files/a.bin')).toBe('/h/Trash/info/a.bin.trashinfo')
  expect(note('/h/Trash/files/a.bin')).toBe(
    '[Trash Info]\nPath=/media/disk/models/a%20%25%C3%A4.bin\nDeletionDate=2026-11-30T03:04:05\n',
  )
  for (const trash of ['/media/disk/.Trash-7', '/media/disk/.Trash/7'])
    expect(note(`${trash}/files/a.bin`)).toContain('\nPath=models/a%20%25%C3%A4.bin\n')
})

test('names in it are free, and have room for their notes', () => {
  const taken = new Set(['a.bin', 'a 2.bin'])
  expect(nameInTrash('a.bin', (name) => taken.has(name))).toBe('a 3.bin')
  const long = nameInTrash(`${'ö'.repeat(200)}.bin`, () => false)
  expect(Buffer.byteLength(`${long}.trashinfo`)).toBeLessThanOrEqual(255)
  expect(long.endsWith('.bin')).toBe(true)
})
