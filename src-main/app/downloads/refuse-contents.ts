// Answers that are anything but a model's file: pages, pictures and data, by what they are said to be and how they begin.
import { AppError } from '../../base/errors.ts'
import type { WebAnswer } from './web-client.ts'

/** Throws `download/web-page`, `download/other-contents`. */
export function refuseOtherContents({ headers, url }: WebAnswer): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  const host = url.hostname
  if (type === 'text/html' || type === 'application/xhtml+xml')
    throw new AppError('download/web-page', { host })
  // Servers that know no better call any file plain text.
  const isText = type.startsWith('text/') && type !== 'text/plain'
  if (
    isText ||
    type === 'application/json' ||
    type === 'application/xml' ||
    /^(?:image|audio|video)\//.test(type)
  )
    throw new AppError('download/other-contents', { host, type })
}

/** `start`: the first bytes. Throws `download/web-page`. */
export function refusePage(start: Uint8Array, host: string): void {
  const text = Buffer.from(start.subarray(0, 512)).toString('latin1').trimStart().toLowerCase()
  if (/^(?:\u00ef\u00bb\u00bf)?\s*(?:<!doctype html|<html|<head|<body|<\?xml)/.test(text))
    throw new AppError('download/web-page', { host })
}
