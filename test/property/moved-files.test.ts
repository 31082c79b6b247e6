// Files are moved, renamed, swapped, put over others, copied, edited and deleted at random, between two looks and while one
// goes on. Once their bytes are known, each shows what a person wrote of its contents; a model that was only moved is still
// the one it was.
import { copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import { openLibrary } from '../support/open-library.ts'
import { pretendLibrary } from '../support/pretend-library.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Park and Miller 1988. */
function numbers(seed: number): () => number {
  let state = seed * 7919
  return () => (state = (state * 48_271) % 0x7fffffff) / 0x7fffffff
}

/** `SEEDS=300 npx vitest run test/property/moved-files.test.ts` tries more of them. */
const seeds = Array.from({ length: Number(process.env['SEEDS'] ?? 5) }, (_, index) => index + 1)
const rounds = 4
const operations = 8

test.each(seeds)('seed %i', async (seed) => {
  const random = numbers(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const root = await temporaryFolder()
  const folders = ['a', 'b', 'c/d'].map((name) => join(root, name))
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  /** What lies where; moved since it was shown, and never anything else, or not. */
  const files = new Map<string, string>()
  const movedOnly = new Map<string, string>()
  let count = 0
  const kindOf = (path: string): string => (path.includes('.lora.') ? 'lora.' : '')
  const place = (kind: string): string => join(pick(folders), `${++count}.${kind}safetensors`)
  const put = (path: string): void => {
    const content = `${pick(['x', 'y'])}${String(++count).padStart(6, '0')}`
    writeFileSync(path, content)
    // A clock of the system's ticks too slowly to tell two of these apart.
    utimesSync(path, 1_700_000_000 + count, 1_700_000_000 + count)
    files.set(path, content)
    movedOnly.delete(path)
  }
  const move = (from: string, to: string): void => {
    const id = movedOnly.get(from)
    renameSync(from, to)
    const content = files.get(from)!
    files.delete(from)
    movedOnly.delete(from)
    // What takes another's place may be that one, edited.
    if (id !== undefined && !files.has(to)) movedOnly.set(to, id)
    else movedOnly.delete(to)
    files.set(to, content)
  }
  const act = (): void => {
    const path = pick([...files.keys()])
    const other = pick([...files.keys()].filter((one) => kindOf(one) === kindOf(path)))
    const what = pick(['move', 'move', 'swap', 'over', 'copy', 'edit', 'delete', 'new'])
    if (what === 'move') move(path, place(kindOf(path)))
    else if (what === 'edit') put(path)
    else if (what === 'new') put(place(pick(['lora.', ''])))
    else if (what === 'over' && path !== other) move(path, other)
    else if (what === 'copy') {
      const to = place(kindOf(path))
      copyFileSync(path, to)
      files.set(to, files.get(path)!)
      // Either of the two may be the one that was there.
      movedOnly.delete(path)
    } else if (what === 'swap' && path !== other) {
      const aside = join(root, 'aside')
      const [first, second] = [files.get(path)!, files.get(other)!]
      renameSync(other, aside)
      renameSync(path, other)
      renameSync(aside, path)
      files.set(path, second).set(other, first)
      movedOnly.delete(path)
      movedOnly.delete(other)
    } else if (what === 'delete' && files.size > 3) {
      rmSync(path)
      files.delete(path)
      movedOnly.delete(path)
    }
  }
  for (let at = 0; at < 12; at++) put(place(at % 2 === 0 ? 'lora.' : ''))

  const database = openCatalog(join(root, 'catalog.sqlite'))
  let isLooking = false
  const work: typeof pretendLibrary = {
    ...pretendLibrary,
    async read(path, beside) {
      if (isLooking && random() < 0.1) act()
      const reading = await pretendLibrary.read(path, beside)
      // Whole hashes have to tell them apart.
      const headerHash = (await readFile(path, 'utf8')).slice(0, 1)
      return { ...reading, headerHash, adapter: reading.adapter && { ...reading.adapter, headerHash } }
    },
  }
  const shelf = openLibrary({ database, roots: () => folders, work })
  const idOf = (path: string): string | null =>
    (kindOf(path) === '' ? shelf.models.byPath(path)?.id : shelf.adapters.byPath(path)?.id) ?? null
  const look = async (): Promise<void> => {
    isLooking = true
    await shelf.library.look()
    isLooking = false
    // What was changed meanwhile is seen by the next one.
    await shelf.library.look()
  }
  const hashAll = async (): Promise<void> => {
    for (const path of files.keys()) {
      const id = idOf(path)
      expect(id, path).not.toBeNull()
      await (kindOf(path) === '' ? shelf.models : shelf.adapters).hash(id!, 10_000)
    }
  }
  const notes = (path: string): string | null => {
    const id = idOf(path)!
    return database.choices.of([id]).get(id)?.notes ?? null
  }
  /** By contents, what a person wrote last. */
  const written = new Map<string, string>()
  const write = (): void => {
    for (const [path, content] of files) {
      if (random() < 0.4) continue
      const note = `of ${content}, number ${++count}`
      database.choices.change([{ ids: [idOf(path)!], change: { notes: note } }])
      written.set(content, note)
    }
  }

  try {
    for (let round = 0; round < rounds; round++) {
      await look()
      for (const [path, id] of movedOnly) expect(idOf(path), `${path} is the one it was`).toBe(id)
      await hashAll()
      for (const [path, content] of files)
        if (written.has(content)) expect(notes(path), path).toBe(written.get(content))
      write()
      movedOnly.clear()
      for (const path of files.keys()) if (kindOf(path) === '') movedOnly.set(path, idOf(path)!)
      for (let at = 0; at < operations; at++) act()
    }
  } finally {
    await shelf.close()
    database.close()
  }
})
