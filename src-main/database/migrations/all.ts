// Every migration in order; a catalog's version is how many of them it has seen.
import { studio } from './0001-studio.ts'
import { adapters } from './0002-adapters.ts'
import { files } from './0003-files.ts'
import { hashedFiles } from './0004-hashed-files.ts'
import { safekeeping } from './0005-safekeeping.ts'
import { adapterSearch } from './0006-adapter-search.ts'
import { fileKinds } from './0007-file-kinds.ts'
import { operations } from './0008-operations.ts'
import { effects } from './0009-effects.ts'
import { find } from './0010-find.ts'
import { foundInOrder } from './0011-found-in-order.ts'
import { pictureFacts } from './0012-picture-facts.ts'
import { downloads } from './0013-downloads.ts'
import { importedPictures } from './0014-imported-pictures.ts'
import { chosenPreviews } from './0015-chosen-previews.ts'
import { saidTexts } from './0016-said-texts.ts'
import { pictureCounts } from './0017-picture-counts.ts'
import { siteFacts } from './0018-site-facts.ts'
import { trials } from './0019-trials.ts'
import { sameEffects } from './0020-same-effects.ts'
import { emptiedTrash } from './0021-emptied-trash.ts'
import { madeFrom } from './0022-made-from.ts'
import { strengths } from './0023-strengths.ts'
import { versions } from './0024-versions.ts'
import { idlePreviews } from './0025-idle-previews.ts'
import { responses } from './0026-responses.ts'
import { effectsWithoutStems } from './0027-effects-without-stems.ts'
import { rewritings } from './0028-rewritings.ts'
import { trialPictures } from './0029-trial-pictures.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [
  studio,
  adapters,
  files,
  hashedFiles,
  safekeeping,
  adapterSearch,
  fileKinds,
  operations,
  effects,
  find,
  foundInOrder,
  pictureFacts,
  downloads,
  importedPictures,
  chosenPreviews,
  saidTexts,
  pictureCounts,
  siteFacts,
  trials,
  sameEffects,
  emptiedTrash,
  madeFrom,
  strengths,
  versions,
  idlePreviews,
  responses,
  effectsWithoutStems,
  rewritings,
  trialPictures,
]
