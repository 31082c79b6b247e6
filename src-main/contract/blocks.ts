// The blocks of a denoising network that weights can be given for: their names, shorter vectors of them, and presets.

export type BlockPreset = { readonly name: string; readonly weights: readonly number[] }

/** The blocks of one family, in the order of its vectors. */
export type Blocks = {
  readonly names: readonly string[]
  /** Which blocks a vector names, by how many numbers it has. */
  readonly forms: Readonly<Record<number, readonly string[]>>
  readonly presets: readonly BlockPreset[]
}

/** More than any network has. */
export const mostBlocks = 256

/** What a block that a shorter vector does not name is multiplied by, as in sd-webui-lora-block-weight. */
const unnamed = 0

/** Factors of all blocks, or null for a vector of a length that nobody uses. */
export function expandBlockWeights(
  { names, forms }: Pick<Blocks, 'names' | 'forms'>,
  weights: readonly number[],
): number[] | null {
  const named = Object.hasOwn(forms, weights.length) ? forms[weights.length] : undefined
  if (named === undefined) return null
  const factors = new Map(named.map((name, index) => [name, weights[index] ?? unnamed]))
  return names.map((name) => factors.get(name) ?? unnamed)
}

/** `IN04` … `IN11`. */
export const numberedBlocks = (name: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${name}${String(from + index).padStart(2, '0')}`)

/** Ranges of blocks that a preset leaves at 1. */
export type PresetRanges = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>

export function blockPresets(names: readonly string[], rows: PresetRanges): BlockPreset[] {
  return Object.entries(rows).map(([name, ranges]) => ({
    name,
    weights: names.map((_, index) =>
      ranges.some(([from, to]) => index >= names.indexOf(from) && index <= names.indexOf(to)) ? 1 : 0,
    ),
  }))
}
