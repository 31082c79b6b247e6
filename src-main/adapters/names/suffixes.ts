// What follows a module's name in an adapter file: one table from every spelling to the factor it is.
import { remark, type Code, type Remark } from '../../messages/table.ts'

/** The canonical parts, by the family whose factors they are; a modifier goes with the first family that wants it. */
export const partFamilies = {
  lora: ['down', 'up', 'mid', 'upBias'],
  loha: ['hadaW1a', 'hadaW1b', 'hadaW2a', 'hadaW2b', 'hadaT1', 'hadaT2'],
  lokr: ['lokrW1', 'lokrW1a', 'lokrW1b', 'lokrW2', 'lokrW2a', 'lokrW2b', 'lokrT2'],
  glora: ['a1', 'a2', 'b1', 'b2', 'bm'],
  oft: ['oftBlocks', 'oftDiag', 'rescale'],
  ia3: ['ia3', 'onInput'],
  full: ['diff', 'diffB', 'setWeight'],
  norm: ['normW', 'normB'],
  modifier: ['alpha', 'scale', 'dora', 'magnitude'],
} as const satisfies Record<string, readonly string[]>

export type PartFamily = keyof typeof partFamilies
export type Part = (typeof partFamilies)[PartFamily][number]

/** The spelling that LyCORIS, kohya and A1111 use comes first: it is the one we write. */
export const suffixes: Readonly<Record<Part, readonly string[]>> = {
  down: ['lora_down.weight', 'lora_A.weight', 'lora_A', 'lora.down.weight', 'lora_linear_layer.down.weight'],
  up: ['lora_up.weight', 'lora_B.weight', 'lora_B', 'lora.up.weight', 'lora_linear_layer.up.weight'],
  mid: ['lora_mid.weight'],
  scale: ['scale'],
  upBias: ['lora_up.bias', 'lora_B.bias'],
  hadaW1a: ['hada_w1_a'],
  hadaW1b: ['hada_w1_b'],
  hadaW2a: ['hada_w2_a'],
  hadaW2b: ['hada_w2_b'],
  hadaT1: ['hada_t1'],
  hadaT2: ['hada_t2'],
  lokrW1: ['lokr_w1'],
  lokrW1a: ['lokr_w1_a'],
  lokrW1b: ['lokr_w1_b'],
  lokrW2: ['lokr_w2'],
  lokrW2a: ['lokr_w2_a'],
  lokrW2b: ['lokr_w2_b'],
  lokrT2: ['lokr_t2'],
  diff: ['diff'],
  diffB: ['diff_b'],
  setWeight: ['set_weight'],
  normW: ['w_norm'],
  normB: ['b_norm'],
  ia3: ['weight'],
  onInput: ['on_input'],
  a1: ['a1.weight'],
  a2: ['a2.weight'],
  b1: ['b1.weight'],
  b2: ['b2.weight'],
  bm: ['bm.weight'],
  oftBlocks: ['oft_blocks'],
  oftDiag: ['oft_diag'],
  rescale: ['rescale'],
  alpha: ['alpha'],
  dora: ['dora_scale'],
  magnitude: ['lora_magnitude_vector', 'lora_magnitude_vector.weight'],
}

/** Tensors that are known and do nothing here, and why. */
const idleSuffixes = {
  'lora_down.bias': 'unmatched/low-rank-bias',
  'lora_A.bias': 'unmatched/low-rank-bias',
  lora_embedding_A: 'unmatched/low-rank-embedding',
  lora_embedding_B: 'unmatched/low-rank-embedding',
  lokr_t1: 'unmatched/never-used',
  reshape_weight: 'unmatched/widens-layer',
  bias: 'unmatched/own-bias',
  bias_indices: 'unmatched/sparse-bias',
  bias_values: 'unmatched/sparse-bias',
  bias_size: 'unmatched/sparse-bias',
  ia3_l: 'unmatched/peft-ia3',
} as const satisfies Record<string, Code>
export type IdleReason = Remark<(typeof idleSuffixes)[keyof typeof idleSuffixes]>

const partBySuffix = new Map(
  Object.entries(suffixes).flatMap(([part, spellings]) =>
    spellings.map((spelling): [string, Part] => [spelling, part as Part]),
  ),
)
const idleBySuffix = new Map(
  Object.entries(idleSuffixes).map(([suffix, code]): [string, IdleReason] => [suffix, remark(code)]),
)
const mostSegments = Math.max(...[...partBySuffix.keys()].map((suffix) => suffix.split('.').length)) + 1

/** A tensor's name: the module it speaks of, and which factor of it this is, or why it is not a factor. */
export type SplitName = { readonly stem: string } & (
  { readonly part: Part } | { readonly part: null; readonly reason: IdleReason }
)

/** The longest suffix after a dot decides; null where nothing that is known follows a dot. */
export function splitSuffix(name: string): SplitName | null {
  const dots: number[] = []
  for (
    let at = name.lastIndexOf('.');
    at > 0 && dots.length < mostSegments;
    at = name.lastIndexOf('.', at - 1)
  )
    dots.unshift(at)
  for (const dot of dots) {
    const written = name.slice(dot + 1)
    const suffix = partBySuffix.has(written) ? written : withoutAdapterName(written)
    const part = partBySuffix.get(suffix)
    if (part !== undefined) return { stem: name.slice(0, dot), part }
    const reason = idleBySuffix.get(suffix)
    if (reason !== undefined) return { stem: name.slice(0, dot), part: null, reason }
  }
  return null
}

/** PEFT in memory names its adapters: `lora_A.default.weight`, `lora_magnitude_vector.default`. */
function withoutAdapterName(suffix: string): string {
  if (!suffix.startsWith('lora_')) return suffix
  const [first = '', second, third, ...more] = suffix.split('.')
  if (more.length > 0 || second === undefined || second === 'weight' || second === 'bias') return suffix
  if (!/^lora_(A|B|magnitude_vector|embedding_[AB])$/.test(first)) return suffix
  return third === undefined ? first : `${first}.${third}`
}
