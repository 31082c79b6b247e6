// Text of strangers as plain text: what a file calls itself must not steer a terminal or turn a line around.

/** Colours and cursor movements go as a whole, so that no remainder of one stands among the words. */
// eslint-disable-next-line no-control-regex
const controlSequences = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g
/** C0 and C1 but for tab and line feed, separators of lines, and every mark that turns the direction of writing. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Without control characters and marks of direction; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replace(controlSequences, '').replace(/\r\n?/g, '\n').replace(unprintable, '')
}

/** Printable, and on one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s*[\n\t]\s*/g, ' ')
}

/** One line that ends somewhere, however long a file says its names are. */
export function quotable(text: string, longest = 200): string {
  const line = oneLine(text)
  if (line.length <= longest) return line
  const cut = line.slice(0, longest - 1)
  // Half a pair of surrogates is not a character.
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`
}

/** JSON on one line: what would steer a terminal stands as an escape of JSON, so that nothing is lost. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
