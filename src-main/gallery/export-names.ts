// What a picture's file is called where it is handed out: a pattern of tokens, filled and made safe for every file system.
import { parse } from 'node:path'
import { AppError } from '../base/errors.ts'
import type { PictureSummary } from '../contract/studio.ts'
import { cleanParts } from './file-names.ts'

type Facts = { readonly picture: PictureSummary; readonly number: number }

const two = (value: number): string => String(value).padStart(2, '0')
const parts = ({ picture }: Facts) => new Date(picture.createdAt)

/** A picture that does not say it has nothing there. */
const tokens = {
  name: ({ picture }) => parse(picture.fileName).name,
  number: ({ number }) => String(number),
  date: (facts) => {
    const at = parts(facts)
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  },
  time: (facts) => {
    const at = parts(facts)
    return `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  },
  seed: ({ picture }) => picture.record?.seed ?? '',
  model: ({ picture }) => picture.record?.model.name ?? '',
  prompt: ({ picture }) => (picture.record?.request.prompt ?? '').slice(0, 60),
  width: ({ picture }) => String(picture.width),
  height: ({ picture }) => String(picture.height),
} as const satisfies Record<string, (facts: Facts) => string>

/** Without an ending; where nothing is left, the file's own. `number`: in what is handed out, from 1. Throws `export/unknown-placeholder`. */
export function exportName(pattern: string, picture: PictureSummary, number: number): string {
  const filled = pattern.replaceAll(/\{([^{}]*)\}/g, (_, token: string) => {
    if (!Object.hasOwn(tokens, token))
      throw new AppError('export/unknown-placeholder', { name: token, known: Object.keys(tokens) })
    return tokens[token as keyof typeof tokens]({ picture, number })
  })
  const [name] = cleanParts(filled.replaceAll(/[/\\]+/g, '-'))
  return name ?? parse(picture.fileName).name
}
