// The artefacts of a call as files of this machine, for an engine that shares the host's disks.
import type { Stack } from '../contract/adapter.ts'
import type { Artefact } from '../contract/artefact.ts'
import { invariant } from '../base/errors.ts'

export type LocalFiles = { path(id: string): string }

/** A call that names what it does not bring along is a mistake of the host's. */
export function localFiles(artefacts: readonly Artefact[]): LocalFiles {
  const byId = new Map(artefacts.map((artefact) => [artefact.id, artefact]))
  return {
    path(id) {
      const artefact = byId.get(id)
      invariant(artefact, `the call brings the artefact ${id} along`)
      return artefact.path
    },
  }
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
