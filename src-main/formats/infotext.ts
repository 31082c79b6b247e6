// A1111's "parameters" text: prompt, negative prompt, and one line of `key: value` pairs.

export type InfotextValue = string | number | boolean

export type Infotext = {
  prompt: string
  negativePrompt: string
  /** As read from a file all values are strings; `Size` is there as `Size-1` and `Size-2`. */
  parameters: ReadonlyMap<string, InfotextValue>
}

// AUTOMATIC1111, processing.py `create_infotext`; unlisted keys follow as given, then the last two.
const firstKeys = [
  'Steps',
  'Sampler',
  'Schedule type',
  'CFG scale',
  'Image CFG scale',
  'Seed',
  'Face restoration',
  'Size',
  'Model hash',
  'Model',
  'FP8 weight',
  'Cache FP16 weight for LoRA',
  'VAE hash',
  'VAE',
  'Variation seed',
  'Variation seed strength',
  'Seed resize from',
  'Denoising strength',
  'Conditional mask weight',
  'Clip skip',
  'ENSD',
  'Token merging ratio',
  'Token merging ratio hr',
  'Init image hash',
  'RNG',
  'Tiling',
]
const lastKeys = ['Version', 'User']

const negativeMark = 'Negative prompt:'
/** A line counts as parameters from this many pairs on. */
const fewestPairs = 3

/**
 * Keys in A1111's order; undefined values are left out. Lines come back trimmed. A prompt that would be read as
 * something else (a line of it starts with "Negative prompt:") is repeated as a quoted parameter, which readers,
 * A1111's too, let win.
 */
export function writeInfotext(
  prompt: string,
  negativePrompt: string,
  parameters: Iterable<readonly [key: string, value: InfotextValue | undefined]>,
): string {
  const given = new Map<string, InfotextValue>()
  for (const [key, value] of parameters) if (value !== undefined) given.set(key, value)
  const plain = assemble(prompt, negativePrompt, given)
  const read = parseInfotext(plain)
  if (trimLines(read.prompt) !== trimLines(prompt)) given.set('Prompt', prompt)
  if (trimLines(read.negativePrompt) !== trimLines(negativePrompt)) {
    given.set('Negative prompt', negativePrompt)
  }
  return assemble(prompt, negativePrompt, given)
}

/** Any text can be read: without a line of parameters all of it is prompt. A1111, infotext_utils.py. */
export function parseInfotext(text: string): Infotext {
  const lines = text.trim().split('\n')
  const pairs = readPairs(lines.at(-1) ?? '')
  const hasParameters = pairs.length >= fewestPairs
  if (hasParameters) lines.pop()

  const prompts = { positive: '', negative: '' }
  let side: keyof typeof prompts = 'positive'
  for (const line of lines) {
    let words = line.trim()
    if (words.startsWith(negativeMark)) {
      side = 'negative'
      words = words.slice(negativeMark.length).trim()
    }
    prompts[side] += prompts[side] === '' ? words : `\n${words}`
  }

  const parameters = new Map<string, string>()
  for (const [key, written] of hasParameters ? pairs : []) {
    const value = unquote(written)
    const size = /^(\d+)x(\d+)$/.exec(value)
    if (key === 'Prompt') prompts.positive = value
    else if (key === 'Negative prompt') prompts.negative = value
    else if (size?.[1] !== undefined && size[2] !== undefined) {
      parameters.set(`${key}-1`, size[1])
      parameters.set(`${key}-2`, size[2])
    } else if (written !== '') parameters.set(key, value)
  }
  return { prompt: prompts.positive, negativePrompt: prompts.negative, parameters }
}

/** As JSON where a comma, colon, line break, leading quote or outer space would be misread; else as it is. */
export function quote(value: string): string {
  return /[,:\r\n]|^"/.test(value) || value !== value.trim() ? JSON.stringify(value) : value
}

function unquote(written: string): string {
  if (!written.startsWith('"') || !written.endsWith('"')) return written
  try {
    const value: unknown = JSON.parse(written)
    return typeof value === 'string' ? value : written
  } catch {
    // Quotes around something else: then they are part of the value.
    return written
  }
}

function assemble(
  prompt: string,
  negativePrompt: string,
  parameters: ReadonlyMap<string, InfotextValue>,
): string {
  const known = new Set([...firstKeys, ...lastKeys])
  const others = [...parameters.keys()].filter((key) => !known.has(key))
  const pairs = [...firstKeys, ...others, ...lastKeys].flatMap((key) => {
    const value = parameters.get(key)
    if (value === undefined) return []
    return [String(value) === key ? key : `${key}: ${quote(String(value))}`]
  })
  const negative = negativePrompt === '' ? '' : `\n${negativeMark} ${negativePrompt}`
  return `${prompt}${negative}\n${pairs.join(', ')}`.trim()
}

/** What reading leaves of a prompt: every line trimmed, empty ones at the start left out. */
function trimLines(prompt: string): string {
  return prompt
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
}

const wordStart = /[\p{L}\p{N}_]/gu
const key = /[\p{L}\p{N}_][\p{L}\p{N}_ \-/]*/uy
const value = /:\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)/y

/**
 * Pairs of one line, found as by A1111's pattern: a key is two or more word characters, spaces, "-" or "/", a value a
 * quoted string or all up to the next comma. Walks the line once, however long.
 */
function readPairs(line: string): [key: string, written: string][] {
  const pairs: [string, string][] = []
  let position = 0
  while (position < line.length) {
    wordStart.lastIndex = position
    const start = wordStart.exec(line)
    if (!start) break
    key.lastIndex = start.index
    const name = key.exec(line)?.[0] ?? ''
    position = start.index + name.length
    if (name.length < 2) continue
    value.lastIndex = position
    const found = value.exec(line)
    if (!found) continue
    pairs.push([name, found[1] ?? ''])
    position += found[0].length
  }
  return pairs
}
