// The body of a call before anything parses it: JSON may nest and repeat so that a few bytes become a lot of memory.
import { AppError } from '../../base/errors.ts'

export const callLimits = {
  bytes: 16 * 2 ** 20,
  /** Of lists and objects inside one another. */
  depth: 64,
  /** Of a list or an object, all together: a hundred thousand captions by their paths are a fifth. */
  values: 500_000,
} as const

const quote = 0x22
const escape = 0x5c
const comma = 0x2c
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/** What of it is more than a call may bring; null for what may be parsed. `json` need not be JSON. */
export function refusalOf(json: Uint8Array): AppError | null {
  let depth = 0
  let values = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]!
    if (inText) {
      if (byte === escape) at++
      else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (byte === openList || byte === openObject) {
      depth++
      values++
    } else if (byte === closeList || byte === closeObject) depth--
    else if (byte === comma) values++
    if (depth > callLimits.depth || values > callLimits.values) return new AppError('request/too-complex')
  }
  return null
}

export function tooLarge(): AppError {
  return new AppError('request/too-large', { megabytes: callLimits.bytes / 2 ** 20 })
}
