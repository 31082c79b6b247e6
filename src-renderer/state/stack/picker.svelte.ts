// The picker of adapters: what is searched for, which fit, the ones used last first.
import type { AdapterProof, AdapterSummary } from '../../../src-main/contract/library.ts'
import type { Proofs } from './proofs.svelte.ts'
import type { Studio } from '../studio.svelte.ts'

export type PickerRow = { adapter: AdapterSummary; proof: AdapterProof | null }

export class Picker {
  readonly #studio: Studio
  readonly #proofs: Proofs
  isOpen = $state(false)
  query = $state('')
  fitsOnly = $state(false)
  favouritesOnly = $state(false)
  #active = $state(0)

  readonly rows: readonly PickerRow[] = $derived.by(() => {
    const words = this.query.toLowerCase().split(/\s+/).filter(Boolean)
    return this.#studio.data.adapters
      .map((adapter) => ({ adapter, proof: this.#proofs.of(adapter.id) }))
      .filter(({ adapter, proof }) => {
        if (adapter.missing) return false
        if (this.favouritesOnly && !adapter.favourite) return false
        if (this.fitsOnly && (adapter.problem !== null || proof?.verdict === 'refused')) return false
        return words.every((word) => searchText(adapter).includes(word))
      })
      .toSorted((a, b) => inOrder(a.adapter, b.adapter))
  })
  readonly active: number = $derived.by(() => Math.min(this.#active, Math.max(0, this.rows.length - 1)))

  constructor(studio: Studio, proofs: Proofs) {
    this.#studio = studio
    this.#proofs = proofs
  }

  open(): void {
    this.isOpen = true
    this.#active = 0
  }
  close(): void {
    this.isOpen = false
    this.query = ''
  }
  search(text: string): void {
    this.query = text
    this.#active = 0
  }
  move(by: number): void {
    this.#active = Math.min(this.rows.length - 1, Math.max(0, this.active + by))
  }
  point(index: number): void {
    this.#active = index
  }
}

function searchText({ name, fileName, kind, triggerGroups, madeFor }: AdapterSummary): string {
  return [name, fileName, kind ?? '', madeFor?.name ?? '', ...triggerGroups.flat()].join(' ').toLowerCase()
}

/** Used last first, then by name; those that cannot be used at the end. */
function inOrder(a: AdapterSummary, b: AdapterSummary): number {
  const bad = Number(a.problem !== null) - Number(b.problem !== null)
  if (bad !== 0) return bad
  const used = (b.lastUsedAt ?? '').localeCompare(a.lastUsedAt ?? '')
  return used !== 0 ? used : a.name.localeCompare(b.name)
}
