// Inner products of several adapters' changes, added up over the blocks of each component.
import type { Component } from '../../architectures/families/component.ts'
import type { ComparedModule } from './compare-effects.ts'

/** [i][j] = ⟨ΔWᵢ, ΔWⱼ⟩ over the modules where both can be told without the base. */
export type Products = readonly (readonly number[])[]

/** What lies in one block of one component; all of its modules act with one weight. */
export type EffectPart = {
  readonly component: Component
  /** Index into the family's blocks; null for what lies in none. */
  readonly block: number | null
  readonly products: Products
}

export type EffectMatrix = {
  /** Those that any of the adapters changes. */
  readonly parts: readonly EffectPart[]
  /** [i][j]: modules that both change and whose product depends on the base's weights. */
  readonly untold: Products
}

export async function effectMatrix(
  count: number,
  modules: AsyncIterable<ComparedModule>,
): Promise<EffectMatrix> {
  const parts = new Map<string, EffectPart & { readonly products: number[][] }>()
  const untold = zeros(count)
  for await (const { component, block, products, states } of modules) {
    const key = `${component} ${block}`
    const part = parts.get(key) ?? { component, block, products: zeros(count) }
    parts.set(key, part)
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) {
        const product = products[i]?.[j] ?? null
        if (product !== null) part.products[i]![j]! += product
        else if (states[i] !== 'absent' && states[j] !== 'absent') untold[i]![j]!++
      }
  }
  return { parts: [...parts.values()], untold }
}

/** The parts together, each adapter's change multiplied by its weight there: ⟨wᵢ·ΔWᵢ, wⱼ·ΔWⱼ⟩. */
export function productsOf(
  parts: readonly EffectPart[],
  count: number,
  weight: (adapter: number, part: EffectPart) => number = () => 1,
): Products {
  const sums = zeros(count)
  for (const part of parts) {
    const weights = sums.map((_, adapter) => weight(adapter, part))
    for (let i = 0; i < count; i++)
      for (let j = 0; j < count; j++) sums[i]![j]! += weights[i]! * weights[j]! * part.products[i]![j]!
  }
  return sums
}

function zeros(count: number): number[][] {
  return Array.from({ length: count }, () => Array<number>(count).fill(0))
}

/** ⟨a, b⟩ / (‖a‖·‖b‖); null where either changes nothing. Rounding never takes it beyond ±1. */
export function cosineOf(products: Products, i: number, j: number): number | null {
  const lengths = Math.sqrt(products[i]![i]!) * Math.sqrt(products[j]![j]!)
  return lengths > 0 ? Math.min(1, Math.max(-1, products[i]![j]! / lengths)) : null
}
