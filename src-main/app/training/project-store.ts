// Training projects on disk: a folder each with project.json, captions.json and the run, moved as a whole to the trash.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import { presetNames } from '../../contract/recipe-presets.ts'
import { wizardSteps, type RecipeDraft, type TrainingProject } from '../../contract/training-project.ts'
import type { TrainingRun } from '../../contract/training-project.ts'
import { coalesced, type Coalesced } from '../../catalog/folders/coalesced.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'

/** What outlives the program. */
export type StoredProject = Omit<TrainingProject, 'review' | 'tagging'>
/** By absolute picture path. */
export type OwnCaptions = Readonly<Record<string, string>>

export type ProjectStore = {
  /** Newest first. */
  all(): StoredProject[]
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
  restore(id: string): Promise<StoredProject>
  /** Where files go that a project replaces; made when it is asked for. */
  replacedFolder(id: string): Promise<string>
}

const projectFile = 'project.json'
const captionsFile = 'captions.json'
const damagedCaptionsFile = 'captions.damaged.json'

const storedSchema = z.object({
  version: z.literal(1),
  id: z.string().min(1),
  name: z.string(),
  preset: z.enum(presetNames).nullable(),
  place: z.enum(wizardSteps),
  recipe: z.custom<RecipeDraft>((value) => typeof value === 'object' && value !== null && 'data' in value),
  leftOut: z.array(z.string()),
  createdAt: z.string(),
  editedAt: z.string(),
  run: z.custom<TrainingRun>((value) => typeof value === 'object' && value !== null).nullable(),
})
const captionsSchema = z.record(z.string(), z.string())

type Held = { project: StoredProject; captions: OwnCaptions; saveProject: Coalesced; saveCaptions: Coalesced }

/** `root` and `trashRoot` lie on one disk. What cannot be read is told and left where it is. */
export function projectStore(
  root: string,
  trashRoot: string,
  onDamaged: (path: string) => void = () => undefined,
): ProjectStore {
  mkdirSync(root, { recursive: true })
  const held = new Map<string, Held>()
  for (const entry of readdirSync(root, { withFileTypes: true })) if (entry.isDirectory()) load(entry.name)

  function load(id: string): Held | null {
    const folder = join(root, id)
    const path = join(folder, projectFile)
    // A folder without it was never a project.
    if (!existsSync(path)) return null
    const project = storedSchema.safeParse(readJson(path))
    if (!project.success || project.data.id !== id) {
      onDamaged(path)
      return null
    }
    const captionsPath = join(folder, captionsFile)
    const captions = existsSync(captionsPath) ? captionsSchema.safeParse(readJson(captionsPath)) : null
    if (captions?.success === false) {
      // Out of the way of the captions that will be written next.
      renameSync(captionsPath, join(folder, damagedCaptionsFile))
      onDamaged(join(folder, damagedCaptionsFile))
    }
    const { version: _, ...stored } = project.data
    return hold(stored, captions?.data ?? {})
  }

  function hold(project: StoredProject, captions: OwnCaptions): Held {
    const folder = join(root, project.id)
    const fresh: Held = {
      project,
      captions,
      saveProject: coalesced(() => writeJson(folder, projectFile, { version: 1, ...fresh.project })),
      saveCaptions: coalesced(() => writeJson(folder, captionsFile, fresh.captions)),
    }
    held.set(project.id, fresh)
    return fresh
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
      const own = heldOf(id)
      await Promise.all([own.saveProject.settled(), own.saveCaptions.settled()])
      await mkdir(trashRoot, { recursive: true })
      await rename(join(root, id), join(trashRoot, id))
      held.delete(id)
    },
    async restore(id) {
      const known = held.get(id)
      if (known !== undefined) return known.project
      const there = /^[\w-]+$/.test(id) && existsSync(join(trashRoot, id, projectFile))
      if (!there) throw notFound(id)
      await rename(join(trashRoot, id), join(root, id))
      const own = load(id)
      if (own === null) throw notFound(id)
      return own.project
    },
    async replacedFolder(id) {
      const folder = join(trashRoot, `${heldOf(id).project.id}-captions`)
      await mkdir(folder, { recursive: true })
      return folder
    },
  }
}

function notFound(id: string): AppError {
  return new AppError('training/not-found', 'There is no such training project.', { details: { id } })
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    // The schema refuses it, and the caller tells.
    return undefined
  }
}

async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true })
  const bytes = new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)
  await writeFileAtomically(join(folder, name), bytes)
}
