// A prompt cut into pieces that look different: trigger words, tags that are
// refused, the borders of token chunks. Pure.

export type MarkKind = 'word' | 'unknown'
export type PromptMark = { start: number; end: number; kind: MarkKind; title?: string }
export type PromptPiece = { text: string; kind: MarkKind | null; borderBefore: boolean }

export function promptPieces(
  text: string,
  borders: readonly number[],
  marks: readonly PromptMark[],
): PromptPiece[] {
  const edges = [...new Set([0, text.length, ...borders, ...marks.flatMap(({ start, end }) => [start, end])])]
    .filter((edge) => edge >= 0 && edge <= text.length)
    .toSorted((a, b) => a - b)
  return edges.slice(1).map((end, index) => {
    const start = edges[index] ?? 0
    const mark = marks.find((candidate) => candidate.start <= start && candidate.end >= end)
    return { text: text.slice(start, end), kind: mark?.kind ?? null, borderBefore: borders.includes(start) }
  })
}

/** What is being completed: `<`, `<lora:` and the letters after it, up to the caret. */
export function tagBeforeCaret(text: string, caret: number): { start: number; typed: string } | null {
  const found = /<(?:(?:lora|lyco):)?([^<>:\n]*)$/.exec(text.slice(0, caret))
  return found === null ? null : { start: found.index, typed: found[1] ?? '' }
}
