// The artefacts of a call as files of this machine, for an engine that shares the host's disks.
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
