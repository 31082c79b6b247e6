// The 26 blocks of a UNet that weights can be given for, in the field's order, and its shorter vectors and presets.

const numbered = (name: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${name}${String(from + index).padStart(2, '0')}`)

/** BASE is the text encoders; IN, MID and OUT are `input_blocks`, `middle_block` and `output_blocks`. */
export const blockNames: readonly string[] = [
  'BASE',
  ...numbered('IN', 0, 11),
  'MID',
  ...numbered('OUT', 0, 11),
]
export const blockCount = 26

/** Which blocks a vector of so many numbers names: 17 and 26 for SD 1 and 2, 12 and 20 for SDXL. */
export const blockForms: Readonly<Record<number, readonly string[]>> = {
  12: ['BASE', 'IN04', 'IN05', 'IN07', 'IN08', 'MID', ...numbered('OUT', 0, 5)],
  17: ['BASE', 'IN01', 'IN02', 'IN04', 'IN05', 'IN07', 'IN08', 'MID', ...numbered('OUT', 3, 11)],
  20: ['BASE', ...numbered('IN', 0, 8), 'MID', ...numbered('OUT', 0, 8)],
  26: blockNames,
}

/** What a block that a shorter vector does not name is multiplied by, as in sd-webui-lora-block-weight. */
const unnamed = 0

/** Factors of all 26 blocks, or null for a vector of a length that nobody uses. */
export function expandBlockWeights(weights: readonly number[]): number[] | null {
  const names = blockForms[weights.length]
  if (names === undefined) return null
  const factors = new Map(names.map((name, index) => [name, weights[index] ?? unnamed]))
  return blockNames.map((name) => factors.get(name) ?? unnamed)
}

/** Ranges of blocks that a preset leaves at 1; BASE is 1 in all but NONE. */
type PresetRows = Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>

const presetRows: Readonly<Record<'sd' | 'sdxl', PresetRows>> = {
  sd: {
    ALL: [['BASE', 'OUT11']],
    NONE: [],
    INS: [
      ['BASE', 'BASE'],
      ['IN00', 'IN04'],
    ],
    IND: [
      ['BASE', 'BASE'],
      ['IN05', 'IN11'],
    ],
    INALL: [['BASE', 'IN11']],
    MIDD: [
      ['BASE', 'BASE'],
      ['IN05', 'OUT06'],
    ],
    OUTD: [
      ['BASE', 'BASE'],
      ['OUT00', 'OUT06'],
    ],
    OUTS: [
      ['BASE', 'BASE'],
      ['OUT07', 'OUT11'],
    ],
    OUTALL: [
      ['BASE', 'BASE'],
      ['OUT00', 'OUT11'],
    ],
  },
  /** The same ideas on three levels instead of four. */
  sdxl: {
    ALL: [['BASE', 'OUT11']],
    NONE: [],
    INS: [
      ['BASE', 'BASE'],
      ['IN00', 'IN05'],
    ],
    IND: [
      ['BASE', 'BASE'],
      ['IN06', 'IN11'],
    ],
    INALL: [['BASE', 'IN11']],
    MIDD: [
      ['BASE', 'BASE'],
      ['IN06', 'OUT02'],
    ],
    OUTD: [
      ['BASE', 'BASE'],
      ['OUT00', 'OUT02'],
    ],
    OUTS: [
      ['BASE', 'BASE'],
      ['OUT03', 'OUT11'],
    ],
    OUTALL: [
      ['BASE', 'BASE'],
      ['OUT00', 'OUT11'],
    ],
  },
}

export type BlockPreset = { readonly name: string; readonly weights: readonly number[] }

/** The presets of the field as vectors of 26. */
export function blockPresets(architecture: 'sd1' | 'sd2' | 'sdxl'): BlockPreset[] {
  const rows = presetRows[architecture === 'sdxl' ? 'sdxl' : 'sd']
  return Object.entries(rows).map(([name, ranges]) => ({
    name,
    weights: blockNames.map((_, index) =>
      ranges.some(([from, to]) => index >= blockNames.indexOf(from) && index <= blockNames.indexOf(to))
        ? 1
        : 0,
    ),
  }))
}
