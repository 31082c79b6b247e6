// What a new picture's file is called: a pattern of tokens, made safe for every file system.
import { cutToBytes } from '../base/cut.ts'
import { AppError } from '../base/errors.ts'
import type { GenerationRequest } from '../contract/generation.ts'

export type NameFacts = {
  request: GenerationRequest
  modelName: string
  /** Of the batch, from 0. */
  index: number
  at: Date
}

const two = (value: number): string => String(value).padStart(2, '0')

const tokens = {
  date: ({ at }) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
  time: ({ at }) => `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`,
  seed: ({ request, index }) => String(BigInt.asUintN(64, BigInt(request.seed) + BigInt(index))),
  model: ({ modelName }) => modelName,
  sampler: ({ request }) => request.sampler,
  steps: ({ request }) => String(request.steps),
  width: ({ request }) => String(request.width),
  height: ({ request }) => String(request.height),
  index: ({ index }) => String(index),
} as const satisfies Record<string, (facts: NameFacts) => string>

/** Throws `settings/unknown-placeholder`, and `settings/empty-pattern` for a pattern that names no file. */
export function checkPattern(pattern: string): void {
  for (const [, token] of pattern.matchAll(/\{([^{}]*)\}/g)) {
    if (token === undefined || !Object.hasOwn(tokens, token)) {
      throw new AppError(
        'settings/unknown-placeholder',
        { name: token ?? '', known: Object.keys(tokens) },
        { details: { field: 'picturePattern' } },
      )
    }
  }
  if (cleanParts(pattern).length === 0) {
    throw new AppError('settings/empty-pattern', {}, { details: { field: 'picturePattern' } })
  }
}

/** Relative path with forward slashes and without extension. */
export function pictureName(pattern: string, facts: NameFacts): string {
  checkPattern(pattern)
  const filled = pattern.replace(/\{(\w+)\}/g, (_, token: keyof typeof tokens) =>
    tokens[token](facts).replaceAll(/[/\\]/g, '-'),
  )
  return cleanParts(filled).join('/')
}

// Windows refuses these whatever their extension.
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** Of a path: what every file system takes; parts of which nothing is left are gone. */
export function cleanParts(path: string): string[] {
  return path
    .split(/[/\\]+/)
    .map((part) =>
      cutToBytes(
        part
          // eslint-disable-next-line no-control-regex
          .replaceAll(/[\u0000-\u001f<>:"|?*\u007f]/g, '')
          .replace(/^[.\s]+/, ''),
      ).replace(/[.\s]+$/, ''),
    )
    .filter((part) => part !== '')
    .map((part) => (reserved.test(part) ? `${part}-` : part))
}
