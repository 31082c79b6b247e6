// The grid of a run: pictures that were made to compare its saved steps, kept in its folder until another grid is made.
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { oneAtATime } from '../../base/turns.ts'
import { parseStored, readStored, toStore } from '../../contract/stored.ts'
import { gridKind } from '../../contract/stored-training.ts'
import type { GridPicture, TrainingGrid } from '../../contract/training-project.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { partPath } from '../../files/part-files.ts'
import { readError, systemCode, writeError } from '../../files/system-error.ts'

export type RunGrids = {
  /** Null where none was made, or none that can be read. Errors: `training/not-found`, `file/…`. */
  grid(id: string): Promise<TrainingGrid | null>
  /** A finished draft takes its place in the grid, or begins a new one. Errors: `draft/…`, `disk/…`. */
  keepGridPicture(id: string, picture: GridPicture): Promise<void>
  /** Errors: `training/not-found`. */
  gridPath(id: string, step: number, weight: number): string
}

type Stored = { sample: TrainingGrid['sample']; steps: number[]; cells: { step: number; weight: number }[] }

const gridFolder = 'grid'
const gridFile = 'grid.json'

/** `folderOf`: of a project's run. */
export function runGrids(folderOf: (id: string) => string, draftPath: (draft: string) => string): RunGrids {
  const inTurn = oneAtATime()
  const folder = (id: string): string => join(folderOf(id), gridFolder)
  const pathOf = (id: string, step: number, weight: number): string =>
    join(folder(id), `${step}-${weight}.png`)

  async function stored(id: string): Promise<Stored | null> {
    const path = join(folder(id), gridFile)
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return null
      throw readError(cause, path)
    })
    return text === null ? null : readStored(gridKind, parseStored(text)).value
  }

  async function keep(id: string, { sample, steps, step, weight, draft }: GridPicture): Promise<void> {
    const from = draftPath(draft)
    const before = await stored(id)
    const goesOn =
      before !== null && JSON.stringify([before.sample, before.steps]) === JSON.stringify([sample, steps])
    const others = (goesOn ? before.cells : []).filter((cell) => cell.step !== step || cell.weight !== weight)
    const place = folder(id)
    try {
      if (!goesOn) await rm(place, { recursive: true, force: true })
      await mkdir(place, { recursive: true })
      const part = partPath(place)
      await copyFile(from, part)
      await rename(part, pathOf(id, step, weight))
    } catch (cause) {
      throw writeError(cause, place)
    }
    const next = toStore(gridKind, { sample, steps, cells: [...others, { step, weight }] })
    await writeFileAtomically(join(place, gridFile), new TextEncoder().encode(JSON.stringify(next)))
  }

  return {
    async grid(id) {
      const known = await stored(id)
      if (known === null) return null
      const { sample, steps, cells } = known
      const pictures = cells.map(({ step, weight }) => ({
        step,
        weight,
        url: `/media/training/${id}/grid/${step}-${weight}`,
      }))
      return { sample, steps, pictures }
    },
    keepGridPicture: (id, picture) => inTurn(() => keep(id, picture)),
    gridPath: pathOf,
  }
}
