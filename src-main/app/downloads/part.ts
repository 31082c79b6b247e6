// A file on its way: the bytes that have come, beside where it goes, and what says whether the rest still belongs to them.
import { createHash } from 'node:crypto'
import { open, readFile, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../base/errors.ts'
import { parseStored, readStored, toStore, type StoredKind } from '../../contract/stored.ts'
import { writeFileAtomically } from '../../files/atomic-write.ts'
import { realDisk } from '../../files/moving/move-disk.ts'
import { moveWithoutReplacing } from '../../files/moving/move-without-replacing.ts'
import { writeError } from '../../files/system-error.ts'

const stateSchema = z.object({
  /** Names the address it comes from, and says nothing of it: the folder may be anyone's. */
  source: z.string(),
  /** As the server names these contents: whole, for `If-Range`; null where it does not. */
  validator: z.string().nullable(),
  sizeBytes: z.number().nullable(),
})
export type PartState = z.infer<typeof stateSchema>

const partKind: StoredKind<PartState> = { name: 'download', schema: stateSchema, upgrades: [] }

export type Part = {
  readonly goal: string
  readonly path: string
  /** How much of it is there. */
  receivedBytes(): Promise<number>
  /** Of what is there; null where nothing of it can be trusted. */
  state(): Promise<PartState | null>
  setState(state: PartState): Promise<void>
  /** To be written from `offset` on; what is behind that is gone. Errors: `disk/…`. */
  openAt(offset: number): Promise<FileHandle>
  /** The whole file under its name, never over another one. Throws `download/file-there`, `disk/…`. */
  place(): Promise<void>
  remove(): Promise<void>
}

export function partOf(goal: string): Part {
  const path = `${goal}.part`
  const statePath = `${path}.json`
  const onDisk = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act()
    } catch (cause) {
      throw writeError(cause, goal)
    }
  }
  return {
    goal,
    path,
    receivedBytes: () =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    async state() {
      const text = await readFile(statePath, 'utf8').catch(() => null)
      return text === null ? null : readStored(partKind, parseStored(text)).value
    },
    setState: (state) =>
      writeFileAtomically(statePath, Buffer.from(`${JSON.stringify(toStore(partKind, state))}\n`)),
    openAt: (offset) =>
      onDisk(async () => {
        const file = await open(path, offset === 0 ? 'w' : 'r+')
        await file.truncate(offset)
        return file
      }),
    async place() {
      await onDisk(async () => {
        const file = await open(path, 'r+')
        await file.sync().finally(() => file.close())
        await moveWithoutReplacing(path, goal, fileThere)
      })
      await realDisk.sync(dirname(goal))
      await rm(statePath, { force: true }).catch(() => undefined)
    },
    async remove() {
      await onDisk(() => rm(path, { force: true }))
      await rm(statePath, { force: true }).catch(() => undefined)
    },
  }
}

/** Throws `download/file-there`. */
export async function requireFree(goal: string): Promise<void> {
  if ((await realDisk.look(goal)) !== null) throw fileThere(goal)
}

const fileThere = (path: string): AppError =>
  new AppError('download/file-there', { file: basename(path) }, { details: { path } })

export function sourceName(url: string): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 32)
}

export const goalIn = (folder: string, fileName: string): string => join(folder, fileName)
