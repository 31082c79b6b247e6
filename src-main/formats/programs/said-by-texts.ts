// Which program wrote the texts of a picture, and what it says there.
import { AppError } from '../../base/errors.ts'
import type { SaidSettings } from '../../contract/said-settings.ts'
import { parseStored } from '../../contract/stored.ts'
import { withoutIndexes } from '../infotext-indexes.ts'
import { parseInfotext, type Infotext } from '../infotext.ts'
import { infotextKeyword } from '../picture-keywords.ts'
import { saidByInfotext } from './a1111.ts'
import { saidByComfy, saysComfy } from './comfyui.ts'
import { saidByFooocus, saysFooocus } from './fooocus.ts'
import { invokeKeywords, saidByInvoke, saysInvoke } from './invokeai.ts'
import { saidByNovel, saysNovel } from './novelai.ts'
import { saidBySwarm, saysSwarm } from './swarmui.ts'

type Texts = ReadonlyMap<string, string>

/** Where a settings text of A1111's kind may stand; the first that is one counts. */
const infotextPlaces = [infotextKeyword, 'exif:UserComment', 'exif:ImageDescription', 'comment'] as const

/** PNG keywords that are looked at; EXIF and comments of JPEG are anyway. */
export const settingsKeywords: readonly string[] = [
  infotextKeyword,
  'fooocus_scheme',
  ...invokeKeywords,
  'Software',
  'Source',
  'Description',
  'Comment',
  'prompt',
  'workflow',
]

type Reader = {
  readonly program: string
  /** Whether something is there that only this program writes. */
  readonly says: (texts: Texts) => boolean
  /** Null where that cannot be understood. */
  readonly read: (texts: Texts, fileName: string | null) => SaidSettings | null
}

const readers: readonly Reader[] = [
  { program: 'SwarmUI', says: saysSwarm, read: saidBySwarm },
  { program: 'Fooocus', says: saysFooocus, read: saidByFooocus },
  { program: 'NovelAI', says: saysNovel, read: saidByNovel },
  { program: 'InvokeAI', says: saysInvoke, read: saidByInvoke },
  { program: 'A1111', says: () => false, read: saidByA1111 },
  { program: 'ComfyUI', says: saysComfy, read: saidByComfy },
]

/** `fileName`: of the picture, where it is known. Null where no program says anything. Errors: `picture-settings/not-understood` where one does that we cannot read. */
export function saidByTexts(texts: Texts, fileName: string | null = null): SaidSettings | null {
  for (const { read } of readers) {
    const said = read(texts, fileName)
    if (said !== null) return said
  }
  const unread = readers.find(({ says }) => says(texts))
  if (unread !== undefined) throw new AppError('picture-settings/not-understood', { program: unread.program })
  return null
}

function saidByA1111(texts: Texts): SaidSettings | null {
  for (const place of infotextPlaces) {
    const infotext = infotextIn(place, texts.get(place))
    if (infotext !== null)
      return saysComfy(texts) ? saidByInfotext(infotext, 'comfyui') : saidByInfotext(infotext)
  }
  return null
}

/** Under A1111's own keyword any words are a prompt; elsewhere cameras and editors write, too. */
function infotextIn(place: string, text: string | undefined): Infotext | null {
  if (text === undefined || text.trim() === '' || isJson(text)) return null
  const infotext = parseInfotext(withoutIndexes(text))
  return place === infotextKeyword || infotext.parameters.size > 0 ? infotext : null
}

/** With ComfyUI's own name before it, too. */
function isJson(written: string): boolean {
  const text = written.replace(/^(?:prompt|workflow):/i, '')
  if (!text.trimStart().startsWith('{')) return false
  const value = parseStored(text)
  return typeof value === 'object' && value !== null
}
