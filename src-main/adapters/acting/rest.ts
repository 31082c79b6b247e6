// Dropout of an adapter in training: which of its parts rest in a pass, as inputs of the adapted graph.
// Thin factors as kohya-ss sd-scripts networks/lora.py does it, whole changes
// as LyCORIS modules/loha.py and lokr.py do.
import type { Value } from '../../graph/ir.ts'

/** Chances, 0 for never. */
export type RestChances = {
  /** Of each number between `down` and `up`. */
  readonly dropout: number
  /** Of each row of the rank; in a change made whole, of each output. */
  readonly rankDropout: number
  /** Of a whole layer of the adapter. */
  readonly moduleDropout: number
}
/** Which of them have inputs. */
export type RestKinds = { readonly dropout: boolean; readonly rank: boolean; readonly module: boolean }

export const noRest: RestKinds = { dropout: false, rank: false, module: false }

export function restKinds({ dropout, rankDropout, moduleDropout }: RestChances): RestKinds {
  return { dropout: dropout > 0, rank: rankDropout > 0, module: moduleDropout > 0 }
}

/** The graph inputs, by the parameter they concern. */
export const restInput = {
  dropout: (parameter: string) => `${parameter}:rest.dropout`,
  rank: (parameter: string) => `${parameter}:rest.rank`,
  rows: (parameter: string) => `${parameter}:rest.rows`,
  module: (parameter: string) => `${parameter}:rest.module`,
} as const

/** How an input of that ending is drawn: its chance, and what makes up for those that rest. */
const kinds: Readonly<Record<string, { chance: (of: RestChances) => number; makesUp: boolean }>> = {
  ':rest.dropout': { chance: ({ dropout }) => dropout, makesUp: true },
  ':rest.rank': { chance: ({ rankDropout }) => rankDropout, makesUp: true },
  ':rest.rows': { chance: ({ rankDropout }) => rankDropout, makesUp: false },
  ':rest.module': { chance: ({ moduleDropout }) => moduleDropout, makesUp: false },
}

export const isRestInput = (name: string): boolean => endingOf(name) in kinds

/**
 * Factors of 0 for what rests, for every such input of a graph of known sizes. `uniform` gives the numbers in [0, 1)
 * of one input; null lets nothing rest.
 */
export function restValues(
  inputs: readonly Value[],
  chances: RestChances,
  uniform: ((input: string) => () => number) | null,
): Map<string, Float32Array> {
  const values = new Map<string, Float32Array>()
  for (const { name, shape } of inputs) {
    const kind = kinds[endingOf(name)]
    if (!kind) continue
    const size = shape.reduce<number>((product, dim) => product * Number(dim), 1)
    const chance = kind.chance(chances)
    const acting = kind.makesUp && uniform ? 1 / (1 - chance) : 1
    const next = uniform?.(name)
    values.set(
      name,
      Float32Array.from({ length: size }, () => (next && next() < chance ? 0 : acting)),
    )
  }
  return values
}

const endingOf = (name: string): string => name.slice(name.lastIndexOf(':'))
