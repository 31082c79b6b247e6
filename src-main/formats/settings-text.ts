// What a picture file says of how it was made: our own record, else the settings text of A1111 and its kin.
import { AppError, errorFromReport, type ErrorReport } from '../base/errors.ts'
import { recordKind, type PictureRecord } from '../contract/generation.ts'
import { parseStored, readStored } from '../contract/stored.ts'
import { withoutIndexes } from './infotext-indexes.ts'
import { parseInfotext, type Infotext } from './infotext.ts'
import { infotextKeyword, recordKeyword } from './picture-keywords.ts'
import { readPictureTexts } from './picture-texts.ts'
import type { Inflate } from './png-text.ts'

export type SettingsText =
  | { readonly from: 'lamina'; readonly record: PictureRecord }
  | {
      readonly from: 'a1111'
      readonly infotext: Infotext
      /** Why a record of ours beside it cannot be read; null where there is none. */
      readonly recordProblem: ErrorReport | null
    }

/** Where a settings text may stand; the first that is one counts. */
const places = [infotextKeyword, 'exif:UserComment', 'exif:ImageDescription', 'comment'] as const

/** How other programs are told: what they write, and where. */
const otherPrograms: readonly { program: string; place: string; sign: RegExp }[] = [
  { program: 'SwarmUI', place: infotextKeyword, sign: /"sui_image_params"/ },
  { program: 'SwarmUI', place: 'exif:UserComment', sign: /"sui_image_params"/ },
  { program: 'Fooocus', place: 'fooocus_scheme', sign: /^/ },
  { program: 'NovelAI', place: 'Software', sign: /^NovelAI/ },
  { program: 'InvokeAI', place: 'invokeai_metadata', sign: /^/ },
  { program: 'InvokeAI', place: 'sd-metadata', sign: /^/ },
  { program: 'ComfyUI', place: 'workflow', sign: /^/ },
  { program: 'ComfyUI', place: 'prompt', sign: /"class_type"/ },
  { program: 'ComfyUI', place: 'exif:Make', sign: /^workflow:/i },
  { program: 'ComfyUI', place: 'exif:Model', sign: /^prompt:/i },
]

const wanted: ReadonlySet<string> = new Set([
  ...places,
  recordKeyword,
  ...otherPrograms.map(({ place }) => place),
])

/**
 * Of a PNG, JPEG or WebP file. `inflate` as for `readPictureTexts`. Errors: those of `readPictureTexts`, and
 * `picture-settings/none`, `…/other-program`, `…/damaged`, `stored/newer`, `stored/damaged`.
 */
export function readSettingsText(bytes: Uint8Array, inflate: Inflate): SettingsText {
  const { texts, isWhole } = readPictureTexts(bytes, wanted, inflate)
  const written = texts.get(recordKeyword)
  const own = written === undefined ? null : readStored(recordKind, parseStored(written))
  if (own !== null && own.problem === null) return { from: 'lamina', record: own.value }
  const recordProblem = own?.problem ?? null

  for (const place of places) {
    const infotext = infotextIn(place, texts.get(place))
    if (infotext !== null) return { from: 'a1111', infotext, recordProblem }
  }
  if (recordProblem !== null) throw errorFromReport(recordProblem)
  const other = otherPrograms.find(({ place, sign }) => {
    const text = texts.get(place)
    return text !== undefined && sign.test(text)
  })
  if (other !== undefined) throw new AppError('picture-settings/other-program', { program: other.program })
  throw new AppError(isWhole ? 'picture-settings/none' : 'picture-settings/damaged')
}

/** Under A1111's own keyword any words are a prompt; elsewhere cameras and editors write, too. */
function infotextIn(place: string, text: string | undefined): Infotext | null {
  if (text === undefined || text.trim() === '' || isJsonObject(text)) return null
  const infotext = parseInfotext(withoutIndexes(text))
  return place === infotextKeyword || infotext.parameters.size > 0 ? infotext : null
}

function isJsonObject(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false
  const value = parseStored(text)
  return typeof value === 'object' && value !== null
}
