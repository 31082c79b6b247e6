// How errors cross between host and engine: as reports, because a process border drops an error's code and hint.
import { errorFromReport, isErrorReport, reportError } from './errors.ts'

type Message = { e?: unknown }

/** For birpc's `serialize`, on both sides. */
export function withReport(message: unknown): unknown {
  if (!isMessage(message) || message.e === undefined) return message
  return { ...message, e: reportError(message.e) }
}

/** For birpc's `deserialize`, on both sides. */
export function withError(message: unknown): unknown {
  if (!isMessage(message) || message.e === undefined) return message
  return {
    ...message,
    e: isErrorReport(message.e) ? errorFromReport(message.e) : errorFromReport(reportError(message.e)),
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null
}
