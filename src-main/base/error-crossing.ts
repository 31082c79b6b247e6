// How errors cross between host and engine: as reports, because a process border drops an error's code and hint.
import { AppError, errorFromReport, reportError, type ErrorReport } from './errors.ts'

type Message = { e?: unknown }

/** For birpc's `serialize`, on both sides. */
export function withReport(message: unknown): unknown {
  if (!isMessage(message) || message.e === undefined) return message
  return { ...message, e: reportError(message.e) }
}

/** For birpc's `deserialize`, on both sides. */
export function withError(message: unknown): unknown {
  if (!isMessage(message) || message.e === undefined) return message
  return { ...message, e: isReport(message.e) ? errorFromReport(message.e) : unexpected(message.e) }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null
}

function isReport(value: unknown): value is ErrorReport {
  return isMessage(value) && !(value instanceof Error) && 'code' in value && 'message' in value
}

function unexpected(value: unknown): AppError {
  const { code, message } = reportError(value)
  return new AppError(code, message)
}
