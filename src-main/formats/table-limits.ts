// How large a table of contents may be before it is an attack on time and memory instead of a model's.
import { cutText } from '../base/cut.ts'
import { AppError } from '../base/errors.ts'

/** The largest published checkpoints have some ten thousand. */
export const mostTensors = 100_000
/** The longest known names have some two hundred characters. */
export const longestName = 1000
/** Of a file's metadata; trainers write about a hundred. */
export const mostMetadata = 10_000

/** Errors: `tensor/too-many`, `tensor/name-too-long`. */
export function checkTable(names: Iterable<string>): void {
  let count = 0
  for (const name of names) {
    if (++count > mostTensors) throw tooManyTensors()
    if (name.length > longestName) throw nameTooLong(name)
  }
}

export function tooManyTensors(): AppError {
  return new AppError('tensor/too-many', { most: mostTensors })
}

export function nameTooLong(name: string): AppError {
  return new AppError('tensor/name-too-long', { length: name.length }, { details: { name: cutText(name) } })
}
