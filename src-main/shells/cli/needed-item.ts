// What a word of the command line names in the library.
import type { LibraryFinder, ListedItem } from '../../catalog/find/library-finder.ts'
import { AppError } from '../../base/errors.ts'

/** By id, or by its path. Throws `library/nothing-called`. */
export function neededItem(finder: Pick<LibraryFinder, 'one'>, word: string, path: string): ListedItem {
  const item = finder.one(word) ?? finder.one(path)
  if (item === null) throw new AppError('library/nothing-called', { name: word })
  return item
}
