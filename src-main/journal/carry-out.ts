// The moves of an operation one after the other, towards one of its ends and back again; each is noted before and after.
import { basename, dirname } from 'node:path'
import { AppError } from '../base/errors.ts'
import type { MoveStage, StagedMove } from '../database/operations.ts'
import type { MoveDisk, SeenEntry } from '../files/moving/move-disk.ts'
import { isHalfMade, moveEntry, tidyEntry } from '../files/moving/move-entry.ts'
import { moveError } from '../files/moving/move-error.ts'
import { removeEmptyFolder } from './folders.ts'
import { isInTrash } from './trash-folder.ts'

export type End = 'old' | 'new'

/** A move in the direction in which it is made now. */
type Step = Omit<StagedMove, 'from'> & { readonly from: string; readonly number: number }

/** What is written down meanwhile. */
export type Notes = {
  /** Before and after each move. */
  stage(number: number, stage: MoveStage): void
  /** Whether an operation that is undone has left this folder. */
  isLeft(folder: string): boolean
  removed(folder: string): void
}

/** What is done besides with each file of an operation, wherever it arrives and whatever place it leaves. */
export type Escort = {
  /** Before a file gets this name. Throws `move/…`: then it does not. */
  arrive(path: string): Promise<void>
  /** It is not there any more, or never came. */
  leave(path: string): Promise<void>
  /** All of them are at this end. */
  clear(end: End): Promise<void>
}

type LeftFolder = { readonly path: string; readonly number: number; isGone: boolean }
type MadeFolder = { readonly path: string; readonly number: number; isOurs: boolean }

/** A way to an end, and how far its files have come on it: `done` steps are behind them, each whole. */
export type Way = {
  readonly end: End
  readonly steps: readonly Step[]
  /** That the operation makes and takes away again, outer ones first. */
  readonly folders: readonly MadeFolder[]
  /** That the operation leaves empty, inner ones first. */
  readonly leaving: readonly LeftFolder[]
  done: number
  /** Whether the step behind those has left traces. */
  isHalfMade: boolean
  readonly escort: Escort | null
}

export function wayTo(end: End, moves: readonly StagedMove[], escort: Escort | null = null): Way {
  const steps = moves.flatMap((move, number): Step[] => {
    const { from, to } = move
    if (from === null || from === to) return []
    return [end === 'new' ? { ...move, from, number } : { ...move, from: to, to: from, number }]
  })
  const folders = moves.flatMap(({ from, to, stage }, number) =>
    // One that was begun was not there before.
    from === null ? [{ path: to, number, isOurs: stage !== 'old' }] : [],
  )
  const leaving = moves.flatMap(({ from, to, stage }, number) =>
    from === to ? [{ path: to, number, isGone: stage !== 'old' }] : [],
  )
  const inOrder = end === 'new' ? steps : steps.reverse()
  return { end, steps: inOrder, folders, leaving, done: 0, isHalfMade: false, escort }
}

/**
 * Whether the files are where they were left and as they were, and every new name is free. Answers when each was changed
 * last, by its name now. Throws `file/missing`, `move/changed`, `move/taken`, `move/…`.
 */
export async function requireReady({ steps }: Way, disk: MoveDisk): Promise<ReadonlyMap<string, number>> {
  const sources = new Set(steps.map(({ from }) => from))
  const changed = new Map<string, number>()
  const made = new Set<string>()
  const leaving = new Set<string>()
  for (const step of steps) {
    const { from, to } = step
    // What an earlier step brings is not there yet.
    if (!made.has(from)) {
      const entry = await requireAsPlanned(step, disk)
      changed.set(from, entry.changedMs)
      leaving.add(entry.identity)
    }
    made.add(to)
    const there = sources.has(to) ? null : await look(to, disk)
    // Where case does not count, one that leaves first may be found under the new name as well.
    if (there !== null && !leaving.has(there.identity))
      throw new AppError('move/taken', { file: basename(to) }, { details: { path: to } })
  }
  return changed
}

async function requireAsPlanned(step: Step, disk: MoveDisk): Promise<SeenEntry> {
  const entry = await look(step.from, disk)
  const about = [{ file: basename(step.from) }, { details: { path: step.from } }] as const
  if (entry === null) throw new AppError('file/missing', ...about)
  const { sizeBytes, modifiedMs } = step
  const isSame =
    sizeBytes === null ||
    entry.kind !== 'file' ||
    (entry.sizeBytes === sizeBytes && entry.modifiedMs === modifiedMs)
  if (!isSame) throw new AppError('move/changed', ...about)
  return entry
}

async function look(path: string, disk: MoveDisk): Promise<SeenEntry | null> {
  return disk.look(path).catch((cause: unknown) => {
    throw moveError(cause, path)
  })
}

/**
 * How far an earlier attempt has come that was cut off: what was noted, and what was done behind the last note. What it
 * left half done is tidied. Throws `move/…`.
 */
export async function findPlace(way: Way, disk: MoveDisk): Promise<void> {
  const { steps, end } = way
  way.done = steps.findIndex(({ stage }) => stage !== end)
  if (way.done === -1) way.done = steps.length
  for (; way.done < steps.length; way.done++) {
    const step = steps[way.done]!
    const place = await tidyEntry({ ...step, begun: step.stage === 'moving' }, disk)
    if (place !== 'gone') await way.escort?.leave(place === 'to' ? step.from : step.to)
    if (place !== 'to') return
  }
}

/** The steps that are left. Throws what stops one of them: `file/missing`, `move/…`; it is not done at all then. */
export async function goOn(way: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  const { steps, end } = way
  await (end === 'new' ? makeOwnFolders : bringLeftFolders)(way, disk, notes)
  const touched = new Set<string>()
  for (; way.done < steps.length; way.done++) {
    const { from, to, number } = steps[way.done]!
    notes.stage(number, 'moving')
    // The folder that a file comes from may be gone by the time it is brought back.
    if (end === 'old' && !touched.has(dirname(to))) await makeFolders(dirname(to), disk)
    touched.add(dirname(to)).add(dirname(from))
    try {
      await carry(from, to, way, disk)
    } catch (error) {
      way.isHalfMade = isHalfMade(error)
      throw error
    }
    notes.stage(number, end)
  }
  for (const folder of touched) await disk.sync(folder)
  await way.escort?.clear(end)
  await (end === 'old' ? removeOwnFolders : removeLeftFolders)(way, disk, notes)
}

/**
 * Takes back the steps that are done. What somebody removed meanwhile, from a volume that is there, keeps nothing back.
 * Throws as `goOn`.
 */
export async function goBack(way: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  const { steps, end } = way
  const before = end === 'new' ? 'old' : 'new'
  await (before === 'new' ? makeOwnFolders : bringLeftFolders)(way, disk, notes)
  if (way.isHalfMade) {
    const step = steps[way.done]!
    await tidyEntry({ ...step, begun: true }, disk)
    await way.escort?.leave(step.to)
  }
  way.isHalfMade = false
  for (; way.done > 0; way.done--) {
    const { from, to, number } = steps[way.done - 1]!
    notes.stage(number, 'moving')
    try {
      // Folders that were left empty may have gone.
      if (way.escort !== null) await makeFolders(dirname(from), disk)
      await carry(to, from, way, disk)
    } catch (error) {
      if (!(await isLost(from, to, disk).catch(() => false))) throw error
    }
    notes.stage(number, before)
  }
  await way.escort?.clear(before)
  await (before === 'old' ? removeOwnFolders : removeLeftFolders)(way, disk, notes)
}

async function carry(from: string, to: string, { escort }: Way, disk: MoveDisk): Promise<void> {
  await escort?.arrive(to)
  try {
    await moveEntry(from, to, disk)
  } catch (error) {
    await escort?.leave(to)
    throw error
  }
  await escort?.leave(from)
}

/** A folder that is away, or stands empty where a volume was, says nothing of what lies in it. */
async function isLost(from: string, to: string, disk: MoveDisk): Promise<boolean> {
  if ((await disk.look(from)) !== null || (await disk.look(to)) !== null) return false
  for (const folder of [dirname(from), dirname(to)]) if ((await disk.names(folder)).length === 0) return false
  return true
}

async function makeOwnFolders({ folders }: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  for (const folder of folders) {
    const { path, number } = folder
    if ((await look(path, disk)) !== null) continue
    notes.stage(number, 'moving')
    folder.isOurs = true
    await makeFolder(path, disk)
    notes.stage(number, 'new')
  }
}

/** Those that were not there before; where somebody put something into one, it stays. */
async function removeOwnFolders({ folders }: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  for (const folder of folders.toReversed()) {
    const { path } = folder
    // Those of our trash are always ours: what empties it takes them away, and what fills it again makes them anew.
    const isOurs = folder.isOurs || isInTrash(path) || notes.isLeft(path)
    if (!isOurs || !(await removeEmptyFolder(path, disk))) continue
    notes.removed(path)
    folder.isOurs = false
  }
}

/** One in which somebody put something meanwhile stays, and one that the disk does not give away. */
async function removeLeftFolders({ leaving }: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  for (const folder of leaving) {
    const { path, number } = folder
    if (folder.isGone && (await look(path, disk)) === null) continue
    notes.stage(number, 'moving')
    folder.isGone = true
    // One that cannot be removed takes nothing back: it is looked for where it has to be there again.
    const isGone = await removeEmptyFolder(path, disk).catch(() => null)
    if (isGone === null) continue
    folder.isGone = isGone
    notes.stage(number, isGone ? 'new' : 'old')
  }
}

async function bringLeftFolders({ leaving }: Way, disk: MoveDisk, notes: Notes): Promise<void> {
  for (const folder of leaving.toReversed()) {
    if (!folder.isGone) continue
    await makeFolders(folder.path, disk)
    folder.isGone = false
    notes.stage(folder.number, 'old')
  }
}

async function makeFolder(path: string, disk: MoveDisk): Promise<void> {
  try {
    await disk.makeFolder(path)
  } catch (cause) {
    if ((await look(path, disk))?.kind !== 'folder') throw moveError(cause, path)
  }
}

async function makeFolders(path: string, disk: MoveDisk): Promise<void> {
  if ((await look(path, disk)) !== null || dirname(path) === path) return
  await makeFolders(dirname(path), disk)
  await makeFolder(path, disk)
}
