// Training projects on disk: a folder each with project.json, captions.json and the run, moved as a whole to the trash.
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, type ErrorReport } from '../../base/errors.ts'
import { parseStored, readStored, toStore } from '../../contract/stored.ts'
import { captionsKind, projectKind } from '../../contract/stored-training.ts'
import type { DamagedProject, StoredProject } from '../../contract/training-project.ts'
import { coalesced, type Coalesced } from '../../catalog/folders/coalesced.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { makeOwnFolder } from '../data-folder.ts'

/** By absolute picture path. */
export type OwnCaptions = Readonly<Record<string, string>>

export type ProjectStore = {
  /** Newest first. */
  all(): StoredProject[]
  /** Those whose file cannot be read: nothing but the trash can be done with them. */
  damaged(): DamagedProject[]
  /** Throws `training/not-found`. */
  find(id: string): StoredProject
  /** Known at once, on the disk when it resolves. */
  put(project: StoredProject): Promise<void>
  /** Known only; the next `put` writes it, too. */
  remember(project: StoredProject): void
  captions(id: string): OwnCaptions
  putCaptions(id: string, captions: OwnCaptions): Promise<void>
  /** Of the project: its own pictures, its run. */
  folder(id: string): string
  /** Throws `training/not-found`. */
  trash(id: string): Promise<void>
  /** As it was put into the trash: damaged, if it was. */
  restore(id: string): Promise<StoredProject | DamagedProject>
  /** Where files go that a project replaces; made when it is asked for. */
  replacedFolder(id: string): Promise<string>
  /** Resolves when all that was put until now is on the disk, or could not be written. */
  settled(): Promise<void>
}

const projectFile = 'project.json'
const captionsFile = 'captions.json'
const damagedCaptionsFile = 'captions.damaged.json'

const againAfterMs = 2_000

type Held = { project: StoredProject; captions: OwnCaptions; saveProject: Coalesced; saveCaptions: Coalesced }

/**
 * `root` and `trashRoot` lie on one disk. What cannot be read is left where it is;
 * captions get another name, which is told.
 */
export function projectStore(
  root: string,
  trashRoot: string,
  onDamagedCaptions: (path: string) => void = () => undefined,
  onFault: (error: unknown) => void = () => undefined,
): ProjectStore {
  makeOwnFolder(root)
  const held = new Map<string, Held>()
  const damaged = new Map<string, DamagedProject>()
  for (const entry of readdirSync(root, { withFileTypes: true })) if (entry.isDirectory()) load(entry.name)

  function load(id: string): StoredProject | DamagedProject | null {
    const folder = join(root, id)
    const path = join(folder, projectFile)
    // A folder without it was never a project.
    if (!existsSync(path)) return null
    const { value: project, problem } = readStored(projectKind, readJson(path))
    if (project === null || project.id !== id) {
      const mine = { id, folder, problem: problem ?? ofAnother(path) }
      damaged.set(id, mine)
      return mine
    }
    const captionsPath = join(folder, captionsFile)
    const captions = existsSync(captionsPath) ? readStored(captionsKind, readJson(captionsPath)) : null
    // Out of the way of the captions that will be written next.
    if (captions?.problem) {
      const aside = freeName(folder, damagedCaptionsFile)
      renameSync(captionsPath, aside)
      onDamagedCaptions(aside)
    }
    hold(project, captions?.value ?? {})
    return project
  }

  function hold(project: StoredProject, captions: OwnCaptions): Held {
    const folder = join(root, project.id)
    const fresh: Held = {
      project,
      captions,
      saveProject: saver(project.id, () =>
        writeJson(folder, projectFile, toStore(projectKind, fresh.project)),
      ),
      saveCaptions: saver(project.id, () => writeJson(folder, captionsFile, fresh.captions)),
    }
    held.set(project.id, fresh)
    return fresh
  }

  /** Whoever asked hears that it failed; it is tried again all the same, until the disk takes what is newest. */
  function saver(id: string, write: () => Promise<void>): Coalesced {
    let again: ReturnType<typeof setTimeout> | undefined
    let told = false
    const save = coalesced(async () => {
      clearTimeout(again)
      // It may be in the trash by now.
      if (!held.has(id)) return
      try {
        await write()
        told = false
      } catch (error) {
        if (!told) onFault(error)
        told = true
        again = setTimeout(() => void save.ask().catch(() => undefined), againAfterMs).unref()
        throw error
      }
    })
    return save
  }

  function heldOf(id: string): Held {
    const found = held.get(id)
    if (found === undefined) throw notFound(id)
    return found
  }

  return {
    all: () =>
      [...held.values()]
        .map(({ project }) => project)
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)),
    damaged: () => [...damaged.values()],
    find: (id) => heldOf(id).project,
    put(project) {
      const own = held.get(project.id) ?? hold(project, {})
      own.project = project
      return own.saveProject.ask()
    },
    remember(project) {
      heldOf(project.id).project = project
    },
    captions: (id) => heldOf(id).captions,
    putCaptions(id, captions) {
      const own = heldOf(id)
      own.captions = captions
      return own.saveCaptions.ask()
    },
    folder: (id) => join(root, heldOf(id).project.id),
    async trash(id) {
      if (!damaged.has(id)) {
        const own = heldOf(id)
        await Promise.all([own.saveProject.settled(), own.saveCaptions.settled()])
      }
      await mkdir(trashRoot, { recursive: true })
      await rename(join(root, id), join(trashRoot, id))
      held.delete(id)
      damaged.delete(id)
    },
    async restore(id) {
      const known = held.get(id)?.project ?? damaged.get(id)
      if (known !== undefined) return known
      const there = /^[\w-]+$/.test(id) && existsSync(join(trashRoot, id, projectFile))
      if (!there) throw notFound(id)
      await rename(join(trashRoot, id), join(root, id))
      const own = load(id)
      if (own === null) throw notFound(id)
      return own
    },
    async replacedFolder(id) {
      const folder = join(trashRoot, `${heldOf(id).project.id}-captions`)
      await mkdir(folder, { recursive: true })
      return folder
    },
    async settled() {
      const saves = [...held.values()].flatMap(({ saveProject, saveCaptions }) => [saveProject, saveCaptions])
      await Promise.all(saves.map((save) => save.settled()))
    },
  }
}

function notFound(id: string): AppError {
  return new AppError('training/not-found', {}, { details: { id } })
}

function ofAnother(path: string): ErrorReport {
  return {
    code: 'stored/damaged',
    facts: {},
    details: { path, why: 'the project has the folder of another' },
  }
}

/** Nothing that was put aside before is written over. */
function freeName(folder: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? name : name.replace('.json', `-${count}.json`))
    if (!existsSync(path)) return path
  }
}

function readJson(path: string): unknown {
  try {
    return parseStored(readFileSync(path, 'utf8'))
  } catch {
    // What cannot be read fits no document; the folder is shown as damaged.
    return undefined
  }
}

async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true })
  const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)
  await writeFileAtomically(join(folder, name), bytes)
}
