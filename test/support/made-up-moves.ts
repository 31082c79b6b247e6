// Operations by chance over a small tree: trash, restore, move, rename by hand, by a template and in another spelling, swaps,
// the trash emptied, undo and redo, as people might do them.
import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, parse } from 'node:path'
import { trashEmptying } from '../../src-main/app/library/trash-emptying.ts'
import { AppError } from '../../src-main/base/errors.ts'
import { companionsOf } from '../../src-main/catalog/moving/companions.ts'
import { readTemplate } from '../../src-main/catalog/moving/name-template.ts'
import { leftFolders } from '../../src-main/catalog/moving/left-folders.ts'
import { planNames } from '../../src-main/catalog/moving/plan-names.ts'
import { templateValues } from '../../src-main/catalog/moving/template-values.ts'
import { openCatalog } from '../../src-main/database/catalog-database.ts'
import type { MoveDisk } from '../../src-main/files/moving/move-disk.ts'
import { foldersToMake } from '../../src-main/journal/folders.ts'
import { journal, type Journal } from '../../src-main/journal/journal.ts'
import { oneAfterAnother } from '../../src-main/journal/one-after-another.ts'
import type { Move, OperationPlan } from '../../src-main/journal/operation.ts'
import { putFiles, treeOf } from './folder-tree.ts'
import { systemError, watchedDisk } from './moving-disk.ts'

export type Chance = (below: number) => number

/** The same numbers for the same seed. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  return (below) => {
    // Mulberry32, Tommy Ettinger 2017.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export const madeUpTree: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b', 'deep/c', 'deep/er/d', 'é', 'Ink', '漢字', '🍓 x'].flatMap((stem) => [
    [`${stem}.safetensors`, `weights of ${stem}`],
    [`${stem}.json`, `{"of":"${stem}"}`],
    ...(stem === 'b' ? [['b.preview.png', 'a picture'] as const] : []),
  ]),
)

/** Something a person does next; null where there is nothing to do it with. */
export async function doSomething(
  folder: string,
  journal: Journal,
  chance: Chance,
  count: number,
): Promise<void> {
  const kind = chance(13)
  const operations = journal.list(null, 4)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[chance(items.length)]
  const files = filesIn(folder)
  if (kind === 10) return emptyTrash(folder, journal, chance)
  if ((kind >= 7 && kind < 10) || files.length < 6) {
    const operation = pick(operations)
    if (operation?.state === 'done') await journal.undo(operation.id)
    if (operation?.state === 'undone') await journal.redo(operation.id)
    return
  }
  const chosen = Array.from({ length: 1 + chance(4) }, () => pick(files)).filter((file) => file !== undefined)
  const some = [...new Set(chosen)]
  if (some.length === 0) return
  if (kind === 11) await renameByTemplate(folder, journal, some, chance)
  else await journal.carryOut(planFor(kind, folder, some, chance, count))
}

/** That of the system, beside the tree. */
export function systemTrashOf(folder: string): string {
  return join(`${folder}-system`, 'Trash')
}

async function emptyTrash(folder: string, journal: Journal, chance: Chance): Promise<void> {
  const { list, handOver } = trashEmptying({
    journal,
    surroundings: {
      platform: 'linux',
      home: folder,
      dataHome: dirname(systemTrashOf(folder)),
      user: process.getuid?.() ?? 0,
    },
    trashItem: null,
    onGiven: () => undefined,
  })
  const operations = (await list()).flatMap((volume) => volume.operations)
  const some = operations.filter(() => chance(3) > 0)
  if (some.length > 0) await handOver(some)
}

const templates = ['{kind}/{name}', '{title}', '{name} {rating}', '{tag|"deep"}/{title}']

/** Whatever of it can be done; files may get each other's names. */
async function renameByTemplate(
  folder: string,
  journal: Journal,
  files: readonly string[],
  chance: Chance,
): Promise<void> {
  const { template } = readTemplate(templates[chance(templates.length)]!)
  const names = await planNames(
    files.map((path) => ({
      id: path,
      path,
      isFolder: false,
      companions: companionsOf([basename(path)], readdirSync(dirname(path))).get(basename(path)) ?? [],
      base: chance(2) === 0 ? folder : dirname(path),
      values: templateValues(
        {
          ...{
            name: parse(path).name,
            title: ['a', 'b', 'INK', 'wash'][chance(4)]!,
            kind: 'lora',
            ranks: [],
          },
          ...{ architecture: null, line: null, rating: 1 + chance(5), tags: chance(2) === 0 ? [] : ['é'] },
          addedAt: '2026-11-30',
        },
        { collections: [], sha256: null },
      ),
    })),
    template!,
    { namesIn: async (one) => namesIn(one), longestPath: 4000 },
  )
  const going = names.filter(({ to, conflict }) => to !== null && conflict === null)
  const moves = going.flatMap(({ from, to, companions }) => [{ from, to: to! }, ...companions])
  // What goes along with one may have been chosen for itself.
  const once = moves.filter(({ from }, at) => moves.findIndex((move) => move.from === from) === at)
  const made = new Map<string, Move>()
  for (const { to } of once) for (const move of await foldersToMake(dirname(to))) made.set(move.to, move)
  const leaving = await leftFolders(once, {
    namesIn: async (one) => namesIn(one),
    rootOf: async () => folder,
    isRoot: (one) => one === folder,
  })
  if (once.length > 0)
    await journal.carryOut({
      kind: 'move',
      leaving,
      names: going.map(({ from }) => basename(from)),
      moves: [...made.values(), ...oneAfterAnother(once)],
    })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function planFor(
  kind: number,
  folder: string,
  files: readonly string[],
  chance: Chance,
  count: number,
): OperationPlan {
  const names = files.map((file) => basename(file))
  if (kind < 2) {
    const trash = join(folder, '.lamina-trash')
    const here = join(trash, String(count))
    const made: Move[] = [trash, here].map((to) => ({ from: null, to }))
    return {
      kind: 'trash',
      names,
      moves: [...made, ...files.map((from, at) => ({ from, to: join(here, `${at} ${basename(from)}`) }))],
    }
  }
  if (kind < 4) {
    const place = join(folder, ['deep', 'new', 'é', 'deep/er', 'x/y'][chance(5)]!)
    const made: Move[] = [dirname(place), place]
      .filter((to) => to !== folder)
      .map((to) => ({ from: null, to }))
    return {
      kind: 'move',
      names,
      moves: [...made, ...files.map((from) => ({ from, to: join(place, basename(from)) }))],
    }
  }
  const [first = '', second] = files
  if (kind === 12) {
    const name = basename(first)
    const spelled = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase()
    return {
      kind: 'rename',
      names,
      moves: oneAfterAnother([{ from: first, to: join(dirname(first), spelled) }]),
    }
  }
  if (kind === 4 && second !== undefined) {
    const between = join(folder, `between ${count}`)
    return {
      kind: 'rename',
      names,
      moves: [
        { from: first, to: between },
        { from: second, to: first },
        { from: between, to: second },
      ],
    }
  }
  return {
    kind: 'rename',
    names,
    moves: files.map((from) => ({ from, to: join(dirname(from), `${chance(12)} ink.bin`) })),
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('.lamina-trash'))
    .sort()
}

/** Everything that is done, the newest first. Answers how many there were. */
export async function undoAll(journal: Journal): Promise<number> {
  let count = 0
  // What was emptied into the system's trash can be undone once that was.
  for (let isMore = true; isMore;) {
    isMore = false
    for (const { id, kind, state } of journal.list(null, 100_000)) {
      if (state !== 'done') continue
      await journal.undo(id)
      count++
      isMore = kind === 'empty'
      if (isMore) break
    }
  }
  return count
}

export type Life = {
  readonly done: number
  readonly failed: number
  readonly undone: number
  /** Operations that failed and left another tree than they found. */
  readonly broken: readonly string[]
  readonly before: string
  readonly after: string
}

export type LifeOptions = {
  readonly folder: string
  readonly seed: number
  readonly count: number
  readonly kind?: (disk: MoveDisk) => MoveDisk
  readonly disk: MoveDisk
}

const codes = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EBUSY', 'EXDEV']

/** A third of the operations meet up to three calls that fail, somewhere. Then everything is undone. */
export async function liveThrough({ folder, seed, count, disk, kind }: LifeOptions): Promise<Life> {
  putFiles(folder, madeUpTree)
  const tree = treeOf(folder)
  const chance = chanceFrom(seed)
  const trouble = { behind: 0, failing: 0, code: 'EIO' }
  const watched = watchedDisk(() => {
    if (trouble.behind-- > 0 || trouble.failing-- <= 0) return
    throw systemError(trouble.code)
  }, disk)
  const database = openCatalog(':memory:')
  const moves = journal({
    table: database.operations,
    publish: () => undefined,
    newId: randomUUID,
    disk: kind?.(watched) ?? watched,
  })
  const broken: string[] = []
  let [done, failed, before] = [0, 0, tree]
  for (let at = 0; at < count; at++) {
    const operations = standing(moves)
    const [behind, failing] = [chance(12), chance(3) === 0 ? 1 + chance(3) : 0]
    Object.assign(trouble, { behind, failing, code: codes[chance(codes.length)] })
    try {
      await doSomething(folder, moves, chance, at)
      done++
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failed++
      trouble.failing = 0
      // What could not even be taken back is, as soon as the disk lets it.
      if (error.code === 'operation/half-done') await moves.settle()
      const after = treeOf(folder)
      // It may have been ended instead: then the journal says so.
      if (after !== before && standing(moves) === operations)
        broken.push(`${at} ${error.code}: ${changesOf(before, after)}`)
    }
    before = treeOf(folder)
  }
  trouble.failing = 0
  const undone = await undoAll(moves)
  database.close()
  const left = namesIn(systemTrashOf(folder)).flatMap((inner) => namesIn(join(systemTrashOf(folder), inner)))
  broken.push(...left.map((name) => `left in the system's trash: ${name}`))
  rmSync(`${folder}-system`, { recursive: true, force: true })
  return { done, failed, undone, broken, before: tree, after: treeOf(folder) }
}

/** What the journal says of its newest operations. */
function standing(moves: Journal): string {
  return JSON.stringify(moves.list(null, 6).map(({ id, state }) => [id, state]))
}

export function changesOf(before: string, after: string): string {
  const [had, has] = [before.split('\n'), after.split('\n')]
  const [gone, came] = [had.filter((line) => !has.includes(line)), has.filter((line) => !had.includes(line))]
  return [...gone.map((line) => `- ${line}`), ...came.map((line) => `+ ${line}`)].join('; ')
}
