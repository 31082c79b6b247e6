// What happens between the parts being there and the first answer: the folders are
// read and watched, and the queue goes on.
import { isCancelled } from '../base/cancel.ts'
import { removeAbandonedParts } from '../files/part-files.ts'
import type { Parts } from './parts.ts'

/** The first look gets this long before the app answers without its results. */
const firstLookMs = 1_500

export async function start(
  {
    library,
    jobs,
    trials,
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
  looked.then(() => removeAbandonedParts(library.listing().folders.keys())).catch(faults.note)
  jobs.start()
  trials.takeUp()
  // Pictures of an old catalog can be searched before somebody wants to.
  gallery.fillBehind().catch(faults.note)
  thumbnailsAhead?.start()
  idlePreviews.start()
  keeper.start()
  keeper.findPictures(findPictures).catch((error: unknown) => {
    if (!isCancelled(error)) faults.note(error)
  })
}
