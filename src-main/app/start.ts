// What happens between the parts being there and the first answer: the folders are
// read and watched, and the queue goes on.
import { isCancelled } from '../base/cancel.ts'
import type { FolderListing } from '../catalog/folders/list-folders.ts'
import { isPartName, removeAbandonedParts } from '../files/part-files.ts'
import type { Parts } from './parts.ts'

/** The first look gets this long before the app answers without its results. */
const firstLookMs = 1_500

export async function start(
  {
    library,
    jobs,
    trials,
    rewritings,
    moves,
    faults,
    gallery,
    thumbnailsAhead,
    idlePreviews,
    keeper,
    findPictures,
  }: Parts,
  options: { watch: boolean },
): Promise<void> {
  // Before anything is looked for under the names that it has.
  await moves.settle().catch(faults.note)
  const looked = library.look().catch(faults.lookFailed)
  await Promise.race([looked, new Promise((resolve) => setTimeout(resolve, firstLookMs).unref())])
  if (options.watch) library.watch()
  // What a killed host was writing anew lies hidden beside what it was made from.
  looked.then(() => removeAbandonedParts(foldersWithParts(library.listing()))).catch(faults.note)
  jobs.start()
  trials.takeUp()
  rewritings.takeUp().catch(faults.note)
  // Pictures of an old catalog can be searched before somebody wants to.
  gallery.fillBehind().catch(faults.note)
  thumbnailsAhead?.start()
  idlePreviews.start()
  keeper.start()
  keeper.findPictures(findPictures).catch((error: unknown) => {
    if (!isCancelled(error)) faults.note(error)
  })
}

/** By the names that the look has read: thousands of folders are not read once more. */
function foldersWithParts({ folders }: FolderListing): string[] {
  return [...folders].flatMap(([folder, names]) => (names.values().some(isPartName) ? [folder] : []))
}
