// Two windows on one draft: what another one changed is taken over, unless it is being changed here as well. Pure.
import type { Workspace } from '../../../src-main/contract/studio.ts'
import {
  fieldOf,
  fieldsThatDiffer,
  withFieldsOf,
  type WorkspaceField,
} from '../../../src-main/contract/workspace-fields.ts'

/** Where one looks and what is on belongs to a window; what the picture is made from belongs to the draft. */
const ofWindow: ReadonlySet<WorkspaceField> = new Set([
  'lastSeed',
  'advancedOpen',
  'live',
  'liveSteps',
  'selectedPictureId',
])

export type Merged = {
  /** As this window shows it from now on. */
  mine: Workspace
  /** As the host has it, for all this window knows. */
  shared: Workspace
  /** Fields that are shown otherwise than before. */
  taken: WorkspaceField[]
}

/**
 * `shared` is what this window and the host agreed on last; what differs from it in
 * `mine` has not been sent yet, and stays.
 */
export function merged(
  mine: Workspace,
  shared: Workspace,
  theirs: Workspace,
  changed: readonly WorkspaceField[],
): Merged {
  const unsent = new Set(fieldsThatDiffer(shared, mine))
  const taken = changed.filter(
    (field) =>
      !ofWindow.has(field) && !unsent.has(field) && !isSame(fieldOf(mine, field), fieldOf(theirs, field)),
  )
  return {
    mine: withFieldsOf(mine, theirs, taken),
    shared: withFieldsOf(
      shared,
      theirs,
      changed.filter((field) => !ofWindow.has(field)),
    ),
    taken,
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
