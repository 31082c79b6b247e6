// Folders of other programs, looked for in a process of its own with limits of time and memory.
import type { FoundLayout } from '../../contract/layout.ts'
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { LikelyPlaces } from './likely-places.ts'
import { ourSurroundings } from './surroundings.ts'

export type LayoutWork = {
  /** Null for a folder of no program that we know. Errors: those of a guarded process. */
  recognise(folder: string): Promise<FoundLayout | null>
  /** The same. */
  find(places: LikelyPlaces): Promise<FoundLayout[]>
}

const mostMs = 20_000
const memoryMb = 512

/** It begins with the first question, and ends when there has been none for half a minute. */
export function layoutProcess(): LayoutWork & { close(): Promise<void> } {
  const work = guardedProcess({ file: workerFile('layout-worker', import.meta), memoryMb, atOnce: 1 })
  return {
    recognise: (folder) => work.ask(folder, { mostMs }, 'recognise', folder, ourSurroundings()),
    find: (places) => work.ask(places.parents[0] ?? '', { mostMs }, 'find', places, ourSurroundings()),
    close: () => work.close(),
  }
}
