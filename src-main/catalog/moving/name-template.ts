// How files are to be called, as a person writes it: `{base}/{kind}/{title} v{version}`. A word in braces stands for what is
// known of a file; `{line|base|"unsorted"}` takes the first that there is something for, and a text in quotation marks always is.
import { templateWords, type TemplateWord } from '../../contract/rename.ts'
import { safePart } from '../../files/safe-name.ts'
import { remark, type Remark } from '../../messages/table.ts'

/** Null for what is not known of a file. */
export type TemplateValues = Readonly<Record<TemplateWord, string | null>>

type Choice =
  { readonly is: 'word'; readonly word: TemplateWord } | { readonly is: 'text'; readonly text: string }
type Piece =
  { readonly is: 'choices'; readonly choices: readonly Choice[] } | (Choice & { readonly is: 'text' })

/** Folders, and last the file's name without its ending; each of pieces. */
export type NameTemplate = readonly (readonly Piece[])[]

export type ReadTemplate =
  | { readonly template: NameTemplate; readonly problem: null }
  | { readonly template: null; readonly problem: Remark }

const isWord = (text: string): text is TemplateWord => (templateWords as readonly string[]).includes(text)

export function readTemplate(text: string): ReadTemplate {
  const wrong = (problem: Remark): ReadTemplate => ({ template: null, problem })
  const parts: Piece[][] = [[]]
  for (const [piece] of text.matchAll(/\{[^{}]*\}|[{}]|\/|[^{}/]+/g)) {
    if (piece === '{' || piece === '}') return wrong(remark('rename/brace'))
    if (piece === '/') parts.push([])
    else if (!piece.startsWith('{')) parts.at(-1)!.push({ is: 'text', text: piece })
    else {
      const choices = readChoices(piece.slice(1, -1))
      if ('unknown' in choices)
        return wrong(remark('rename/unknown-word', { word: choices.unknown, known: templateWords }))
      parts.at(-1)!.push({ is: 'choices', choices: choices.choices })
    }
  }
  // A slash at the front is the same as none; one behind names no file.
  if (parts[0]!.length === 0) parts.shift()
  const isEmpty = parts.length === 0 || parts.some((part) => part.every((piece) => isBlank(piece)))
  return isEmpty ? wrong(remark('rename/empty')) : { template: parts, problem: null }
}

function isBlank(piece: Piece): boolean {
  return piece.is === 'text' && safePart(piece.text) === ''
}

function readChoices(text: string): { choices: Choice[] } | { unknown: string } {
  const choices: Choice[] = []
  for (const one of text.split('|').map((choice) => choice.trim())) {
    const quoted = /^"([^"]*)"$/.exec(one)
    if (quoted !== null) choices.push({ is: 'text', text: quoted[1]! })
    else if (isWord(one.toLowerCase())) choices.push({ is: 'word', word: one.toLowerCase() as TemplateWord })
    else return { unknown: one }
  }
  return { choices }
}

/** Its path without the ending, a safe name for each part; or why this file has none. */
export function fillTemplate(
  template: NameTemplate,
  values: TemplateValues,
): { readonly parts: readonly string[] } | { readonly problem: Remark } {
  const parts: string[] = []
  for (const pieces of template) {
    let part = ''
    for (const piece of pieces) {
      const text = piece.is === 'text' ? piece.text : firstOf(piece.choices, values)
      if (text === null) return { problem: remark('rename/no-value', { word: wordIn(piece) }) }
      part += text
    }
    const safe = safePart(part)
    if (safe === '') return { problem: remark('rename/empty') }
    parts.push(safe)
  }
  return { parts }
}

function firstOf(choices: readonly Choice[], values: TemplateValues): string | null {
  for (const choice of choices) {
    const text = choice.is === 'text' ? choice.text : values[choice.word]
    if (choice.is === 'text' || (text !== null && safePart(text) !== '')) return text
  }
  return null
}

function wordIn(piece: Piece): string {
  const [first] = piece.is === 'choices' ? piece.choices : []
  return first?.is === 'word' ? first.word : ''
}
