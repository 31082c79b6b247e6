// How torch files are refused.
import { cutText } from '../../base/cut.ts'
import { AppError, type ErrorReport } from '../../base/errors.ts'
import { PickleError } from '../pickle/byte-cursor.ts'

const getSafetensors = 'Look for the same model as a .safetensors file.'

/** Runs `parse`; a broken pickle becomes `pickle/damaged`. */
export function refusingDamage<Result>(parse: () => Result): Result {
  try {
    return parse()
  } catch (error) {
    if (error instanceof PickleError) throw damagedPickle(error.message, error)
    throw error
  }
}

export function damagedPickle(why: string, cause?: unknown): AppError {
  return new AppError('pickle/damaged', `The file is damaged: ${why}.`, {
    hint: 'Get it again from its source.',
    cause,
  })
}

export function truncatedFile(): AppError {
  return new AppError('pickle/truncated', 'The file ends before its last tensor does.', {
    hint: 'It was probably not downloaded completely: download it again.',
  })
}

/** What is to be read depends on code that we do not have and would not run. */
export function unknownGlobals(what: string, globals: readonly string[]): ErrorReport {
  const named =
    globals
      .slice(0, 8)
      .map((name) => cutText(name, 80))
      .join(', ') + (globals.length > 8 ? ', …' : '')
  return {
    code: 'pickle/unknown-globals',
    message: `${what} can only be read by running code of the file (${named}), which Lamina never does.`,
    hint: getSafetensors,
    details: { globals: globals.slice(0, 50).map((name) => cutText(name)) },
  }
}

export function badTensor(name: string, why: string): ErrorReport {
  return { code: 'pickle/bad-tensor', message: `The tensor "${cutText(name)}" ${why}.`, hint: getSafetensors }
}
