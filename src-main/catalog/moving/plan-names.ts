// New names for files of the library, as a person would see them before anything is done: each file with what belongs to it,
// where it would go, and what stands against it.
import { basename, dirname, join, parse } from 'node:path'
import { foldedPath } from '../../files/folded-path.ts'
import { mostBytesOfName } from '../../files/safe-name.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { fillTemplate, type NameTemplate, type TemplateValues } from './name-template.ts'

export type FileToName = {
  readonly id: string
  readonly path: string
  readonly isFolder: boolean
  /** What belongs to it: names in its folder that begin with its own, without its ending. */
  readonly companions: readonly string[]
  /** That the template begins in. */
  readonly base: string
  readonly values: TemplateValues
}

export type NewName = {
  readonly id: string
  readonly from: string
  /** The same as `from` where it stays; null where it has no name. */
  readonly to: string | null
  readonly companions: readonly { readonly from: string; readonly to: string }[]
  /** Null where it can go. */
  readonly conflict: Remark | null
}

export type Surroundings = {
  /** Of all that lies in a folder; empty where there is no such folder. */
  namesIn(folder: string): Promise<readonly string[]>
  /** Characters of a path that the system and its programs take. */
  readonly longestPath: number
}

/** In the order of `files`. */
export async function planNames(
  files: readonly FileToName[],
  template: NameTemplate,
  surroundings: Surroundings,
): Promise<NewName[]> {
  const folders = spelledFolders(surroundings.namesIn)
  const wished: NewName[] = []
  for (const file of files) wished.push(await newName(file, template, folders, surroundings.longestPath))
  return withCollisions(wished, surroundings.namesIn)
}

async function newName(
  file: FileToName,
  template: NameTemplate,
  folders: (base: string, parts: readonly string[]) => Promise<string>,
  longestPath: number,
): Promise<NewName> {
  const { id, path: from } = file
  const filled = fillTemplate(template, file.values)
  if ('problem' in filled) return { id, from, to: null, companions: [], conflict: filled.problem }
  const stem = filled.parts.at(-1)!
  const folder = await folders(file.base, filled.parts.slice(0, -1))
  const { name: oldStem, ext } = file.isFolder ? { name: basename(from), ext: '' } : parse(from)
  const to = join(folder, stem + ext)
  const companions = file.companions.map((name) => ({
    from: join(dirname(from), name),
    to: join(folder, stem + name.slice(oldStem.length)),
  }))
  const isLong = [to, ...companions.map((one) => one.to)].some(
    (path) => Buffer.byteLength(basename(path)) > mostBytesOfName || path.length > longestPath,
  )
  const conflict = isLong
    ? remark('move/name-too-long', { file: basename(to) })
    : file.isFolder && foldedPath(to).startsWith(foldedPath(join(from, '-')).slice(0, -1))
      ? remark('rename/into-itself', { file: basename(from) })
      : null
  return { id, from, to, companions, conflict }
}

/** Folders below a base by their parts; one that is there, or was named before, in another spelling is that one. */
function spelledFolders(
  namesIn: Surroundings['namesIn'],
): (base: string, parts: readonly string[]) => Promise<string> {
  const spelled = new Map<string, string>()
  return async (base, parts) => {
    let folder = base
    for (const part of parts) {
      const wanted = join(folder, part)
      const key = foldedPath(wanted)
      let known = spelled.get(key)
      if (known === undefined) {
        const names = await namesIn(folder)
        const name = names.includes(part) ? part : names.find((one) => foldedPath(one) === foldedPath(part))
        known = join(folder, name ?? part)
        spelled.set(key, known)
      }
      folder = known
    }
    return folder
  }
}

async function withCollisions(
  wished: readonly NewName[],
  namesIn: Surroundings['namesIn'],
): Promise<NewName[]> {
  const movesOf = ({ from, to, companions }: NewName): { from: string; to: string }[] =>
    to === null ? [] : [{ from, to }, ...companions]
  const [leaving, counts] = [new Set<string>(), new Map<string, number>()]
  for (const { from, to } of wished.flatMap(movesOf)) {
    leaving.add(foldedPath(from))
    counts.set(foldedPath(to), (counts.get(foldedPath(to)) ?? 0) + 1)
  }
  const there = new Map<string, ReadonlySet<string>>()
  for (const folder of new Set(wished.flatMap(movesOf).map(({ to }) => dirname(to))))
    there.set(folder, new Set((await namesIn(folder)).map(foldedPath)))

  return wished.map((one) => {
    if (one.conflict !== null) return one
    for (const { from, to } of movesOf(one)) {
      const key = foldedPath(to)
      if (counts.get(key)! > 1) return { ...one, conflict: remark('rename/twice', { file: basename(to) }) }
      const isTaken = from !== to && there.get(dirname(to))!.has(foldedPath(basename(to)))
      if (isTaken && !leaving.has(key))
        return { ...one, conflict: remark('move/taken', { file: basename(to) }) }
    }
    return one
  })
}
