// A file as engines know it: by what it holds and where its bytes may be had, wherever an engine runs.
import type { Stack } from './adapter.ts'

export type Artefact = {
  /** How a call refers to it. */
  id: string
  /** Null for a folder, and where nobody has looked. */
  sizeBytes: number | null
  /** Lower-case hexadecimal; null as long as nobody has read all of it. */
  sha256: string | null
  /** Where its bytes may be had by an engine that shares the host's disks. */
  path: string
}

/** How a file looked to the process that read it. As long as this is the same, so are its bytes. */
export type FileStamp = {
  sizeBytes: number
  modifiedMs: number
  /** The system's own time of change, which no program sets back. */
  changedMs: number
}

/** `stamp` null: a folder, or a file that changed while it was used, so that nobody can say which bytes acted. */
export type ReadArtefact = { id: string; stamp: FileStamp | null }

export function sameStamp(a: FileStamp | null, b: FileStamp | null): boolean {
  if (a === null || b === null) return false
  return a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs && a.changedMs === b.changedMs
}

/** For callers on this machine that know files by their paths: each path is its artefact's id. */
export function artefactsOf(paths: Iterable<string>): Artefact[] {
  return [...new Set(paths)].map((path) => ({ id: path, path, sizeBytes: null, sha256: null }))
}

/** Of everything a request names. */
export function requestPaths({
  model,
  vae,
  stack,
}: {
  readonly model: string
  readonly vae: string | null
  readonly stack: Stack
}): string[] {
  return [model, ...(vae === null ? [] : [vae]), ...stack.map(({ adapter }) => adapter)]
}
