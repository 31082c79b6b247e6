// A file name that somebody else says, as any system can call a file.
import { extname } from 'node:path'
import { cutToBytes } from '../../base/cut.ts'

/** Of files that the library looks for. */
export const modelEndings = ['.safetensors', '.ckpt', '.pt', '.pth', '.bin'] as const

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i
const mostBytes = 200

/** Its last part, without what means something to a system; `model` where nothing is left. */
export function safeFileName(given: string): string {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = last.replace(/[<>:"|?*\p{Cc}\p{Cf}]/gu, '_').replace(/^[. ]+|[. ]+$/g, '')
  const ending = extname(plain)
  const stem = cutToBytes(plain.slice(0, plain.length - ending.length), mostBytes).replace(/[. ]+$/, '')
  const isUsable = stem !== '' && !reserved.test(stem.split('.')[0] ?? '')
  return `${isUsable ? stem : `model ${stem}`.trim()}${ending.length > 20 ? '' : ending}`
}
