// How torch files are refused.
import { cutText } from '../../base/cut.ts'
import { AppError, type ErrorReport } from '../../base/errors.ts'
import type { TensorFault } from '../../messages/tensors.ts'
import { remark } from '../../messages/table.ts'
import { PickleError } from '../pickle/byte-cursor.ts'

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
  return new AppError('pickle/damaged', {}, { details: { why }, cause })
}

export function truncatedFile(): AppError {
  return new AppError('pickle/truncated')
}

/** The model depends on code that we do not have and would not run. */
export function unknownGlobals(globals: readonly string[]): AppError {
  return new AppError('pickle/unknown-globals', named(globals), {
    details: allOf(globals),
  })
}

/** One of its tensors does. */
export function needsCode(name: string, globals: readonly string[]): ErrorReport {
  const facts = { name, ...named(globals) }
  return { ...remark('pickle/tensor-needs-code', facts), details: allOf(globals) }
}

export function badTensor(name: string, fault: TensorFault): ErrorReport {
  return remark('pickle/bad-tensor', { name, fault })
}

const mostNamed = 8

function named(globals: readonly string[]): { globals: string[]; more: number } {
  return {
    globals: globals.slice(0, mostNamed).map((name) => cutText(name, 80)),
    more: Math.max(0, globals.length - mostNamed),
  }
}

function allOf(globals: readonly string[]): { globals: string[] } {
  return { globals: globals.slice(0, 50).map((name) => cutText(name)) }
}
