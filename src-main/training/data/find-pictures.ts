// The pictures of a folder and of its subfolders called `N_name`, with their
// captions; and what is passed over, and why.
import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readError } from '../../files/system-error.ts'
import { remark, type Remark } from '../../messages/table.ts'
import {
  captionInTable,
  readCaptionTable,
  strangersInTable,
  type CaptionProblem,
  type CaptionTable,
} from './caption-files.ts'
import { isPicture, pictureNames, stemOf, type PassedFile } from './picture-names.ts'

export type FoundPicture = {
  readonly path: string
  /** Base name of its folder, as kohya's metadata calls it. */
  readonly folder: string
  readonly repeats: number
  /** What its folder is called behind `N_`, where it lies in a subfolder called so. */
  readonly classWord: string | null
  /** The text file that lies beside it, or null. */
  readonly captionFile: string | null
  /** What a table says of it; a text file comes first. */
  readonly captionInTable: string | null
}

export type PassedOver = {
  /** Of a file, or of a folder whose pictures are all passed over. */
  readonly path: string
  readonly reason: PassedFile['reason'] | 'folder'
  readonly why: Remark
}

export type FoundPictures = {
  readonly found: readonly FoundPicture[]
  readonly passedOver: readonly PassedOver[]
  readonly problems: readonly CaptionProblem[]
}

export type PictureFolder = {
  readonly folder: string
  /** Of pictures whose folder is not called `N_name`. */
  readonly repeats: number
  readonly captionExtension: string
  /** Of folders inside: whether one holds something else, masks or pictures of the class. */
  readonly isNotPictures: (path: string) => boolean
}

type Source = Pick<FoundPicture, 'repeats' | 'classWord'> & {
  readonly path: string
  readonly isWhole: boolean
}

/** In the order of their paths. Errors: `file/…` of the folder itself. */
export async function findPictures({
  folder,
  repeats,
  captionExtension,
  isNotPictures,
}: PictureFolder): Promise<FoundPictures> {
  const found: FoundPicture[] = []
  const problems: CaptionProblem[] = []
  const passedOver: PassedOver[] = []
  const tables: { readonly table: CaptionTable; readonly names: string[] }[] = []
  const sources: Source[] = [{ path: folder, repeats, classWord: null, isWhole: true }]

  for (const source of sources) {
    const entries = await readdir(source.path, { withFileTypes: true }).catch((cause: unknown) => {
      throw readError(cause, source.path)
    })
    for (const inside of await foldersIn(source.path, entries, isNotPictures)) {
      if (source.isWhole && inside.repeats !== null && inside.repeats > 0)
        sources.push({ ...inside, repeats: inside.repeats, isWhole: false })
      else passedOver.push(...(await passedFolder(inside.path, source.isWhole ? inside.repeats : null)))
    }
    const names = entries.map(({ name }) => name).sort()
    const own = await readCaptionTable(source.path, new Set(names))
    if (own !== null) tables.push({ table: own, names: [] })
    const { pictures, passedOver: passed, lonely, passedCaptions } = pictureNames(names, captionExtension)
    for (const [name, caption] of pictures) {
      found.push({
        path: join(source.path, name),
        folder: basename(source.path),
        repeats: source.repeats,
        classWord: source.classWord,
        captionFile: caption === null ? null : join(source.path, caption),
        captionInTable: inTables(tables, source, name),
      })
    }
    for (const { name, reason, why } of passed)
      passedOver.push({ path: join(source.path, name), reason, why })
    if (passedCaptions !== null)
      problems.push({
        path: source.path,
        why: remark('dataset/other-captions', { ...passedCaptions, asked: captionExtension }),
      })
    for (const name of lonely)
      problems.push({
        path: join(source.path, name),
        why: remark('dataset/lonely-caption', { name: stemOf(name) }),
      })
  }
  for (const { table, names } of tables) problems.push(...table.problems, ...strangersInTable(table, names))
  return { found, passedOver, problems }
}

/**
 * That of its own folder comes first; the whole folder's may speak of
 * subfolders. Notes in each whom it was asked for.
 */
function inTables(
  tables: readonly { readonly table: CaptionTable; readonly names: string[] }[],
  { path, isWhole }: Source,
  name: string,
): string | null {
  const said = tables.map(({ table, names }) => {
    const asked = isWhole || table.path.startsWith(join(path, '/')) ? name : `${basename(path)}/${name}`
    names.push(asked)
    return captionInTable(table, asked)
  })
  return said.findLast((caption) => caption !== null) ?? null
}

type Inside = { readonly path: string; readonly repeats: number | null; readonly classWord: string | null }

/** Sorted. A link to a folder is one; `repeats` is null where the name does not begin with a number. */
async function foldersIn(
  folder: string,
  entries: readonly Dirent[],
  isNotPictures: (path: string) => boolean,
): Promise<Inside[]> {
  const folders: Inside[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || isNotPictures(path)) continue
    const isFolder = entry.isSymbolicLink()
      ? (await stat(path).catch(() => null))?.isDirectory()
      : entry.isDirectory()
    if (isFolder !== true) continue
    const [, times, word = ''] = /^(\d+)_(.*)$/s.exec(entry.name) ?? []
    folders.push({
      path,
      repeats: times === undefined ? null : Number(times),
      classWord: word.trim() === '' ? null : word.trim(),
    })
  }
  return folders.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Said only of a folder that holds pictures. kohya leaves folders with 0 repeats out, too. */
async function passedFolder(path: string, repeats: number | null): Promise<PassedOver[]> {
  const names: string[] = await readdir(path).catch(() => [])
  const count = names.filter((name) => !name.startsWith('.') && isPicture(name)).length
  if (count === 0) return []
  const facts = { name: basename(path), count }
  const why = repeats === 0 ? remark('dataset/no-repeats', facts) : remark('dataset/plain-folder', facts)
  return [{ path, reason: 'folder', why }]
}
