// The adapters this window has to do with, by id and by what tags call them;
// those it does not know it asks the host for.
import { SvelteMap } from 'svelte/reactivity'
import type { BindableAdapter } from '../../../src-main/contract/bind-stack.ts'
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { EventId } from '../../../src-main/contract/studio.ts'
import { isNewer } from '../event-order.ts'
import type { Studio } from '../studio.svelte.ts'

export type AdapterKeys = { ids?: readonly string[]; names?: readonly string[] }

/** How many keys are asked for at a time. */
const mostKeys = 200
const retryAfterMs = 2000
/** Those heard of last: what was scrolled past long ago is asked for when it is seen again. */
const mostRefreshed = 1000

export class AdapterShelf {
  readonly #studio: Studio
  readonly #byId = new SvelteMap<string, AdapterSummary>()
  /** What the host says a name (or the beginning of a hash) means; null where nothing is called so. */
  readonly #byName = new SvelteMap<string, string | null>()
  /** Ids that mean nothing to the host. */
  readonly #absent = new Set<string>()
  readonly #waiting = { ids: new Set<string>(), names: new Set<string>() }
  readonly #listeners = new Set<() => void>()
  /** Where in the stream of events each was heard of last: older answers say nothing of it. */
  readonly #heardAt = new Map<string, EventId>()
  /** Where names came to mean something else. */
  #namesChangedAt: EventId | null = null
  #asking = false

  constructor(studio: Studio, known: readonly AdapterSummary[]) {
    this.#studio = studio
    known.forEach((adapter) => this.#byId.set(adapter.id, adapter))
    studio.listen((event) => {
      if (event.type === 'adapter') this.#hear(event.adapter)
      else if (event.type === 'adapter-removed') this.#remove(event.id)
      else if (event.type === 'adapters' || event.type === 'snapshot') this.#askAgain()
      else return
      this.#tell()
    })
  }

  /** Called when an adapter is known that was not, or known differently. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }

  find(id: string): AdapterSummary | null {
    return this.#byId.get(id) ?? null
  }

  /** For binding: an id that was not answered yet is taken for one that is there. */
  bindable(id: string): BindableAdapter | null {
    const known = this.find(id)
    if (known !== null || this.#absent.has(id)) return known
    return { id, name: '', sha256: null, autoV3: null, missing: false }
  }

  /** What a tag of this name means, as far as is known. */
  byName(name: string): AdapterSummary | null {
    const key = name.toLowerCase()
    const answered = this.#byName.get(key)
    if (answered !== undefined) return answered === null ? null : this.find(answered)
    return this.#first((adapter) => adapter.name.toLowerCase() === key)
  }

  byHash(hash: string): BindableAdapter | null {
    const digits = hash.toLowerCase()
    if (digits.length < 8) return null
    const answered = this.#byName.get(digits)
    if (typeof answered === 'string') return this.find(answered)
    return this.#first(({ sha256, autoV3 }) =>
      [sha256, autoV3].some((own) => own?.startsWith(digits) ?? false),
    )
  }

  /** Whether the host has said that nothing is called so. */
  isNothing(name: string): boolean {
    return this.#byName.get(name.toLowerCase()) === null && this.byName(name) === null
  }

  /**
   * For those that came with an answer; `at` is its place in the stream of events, and of
   * what was heard after it it says nothing.
   */
  learn(adapters: readonly AdapterSummary[], at: EventId): void {
    for (const adapter of adapters) {
      const heard = this.#heardAt.get(adapter.id)
      if (heard !== undefined && isNewer(heard, at)) continue
      this.#byId.set(adapter.id, adapter)
      this.#absent.delete(adapter.id)
    }
  }

  /** As the host knows them now, in its order; those that mean nothing to it are left out. Throws what the call throws. */
  async lookUp(ids: readonly string[]): Promise<AdapterSummary[]> {
    const found: AdapterSummary[] = []
    for (let first = 0; first < ids.length; first += mostKeys) {
      const some = ids.slice(first, first + mostKeys)
      const { adapters, at } = await this.#studio.backend.adapters.lookup({ ids: some, names: [] })
      this.learn(adapters, at)
      found.push(...adapters)
    }
    return found
  }

  /** Asks for those that are not known, all of a moment together. */
  want({ ids = [], names = [] }: AdapterKeys): void {
    for (const id of ids) if (!this.#byId.has(id) && !this.#absent.has(id)) this.#waiting.ids.add(id)
    for (const name of names) {
      const key = name.toLowerCase()
      if (key !== '' && !this.#byName.has(key)) this.#waiting.names.add(key)
    }
    const { ids: some, names: others } = this.#waiting
    if (this.#asking || some.size + others.size === 0) return
    this.#asking = true
    queueMicrotask(() => void this.#ask())
  }

  async #ask(): Promise<void> {
    const ids = [...this.#waiting.ids].slice(0, mostKeys)
    const names = [...this.#waiting.names].slice(0, mostKeys)
    let again = false
    try {
      const answer = await this.#studio.backend.adapters.lookup({ ids, names })
      this.learn(answer.adapters, answer.at)
      for (const id of ids) if (!this.#byId.has(id)) this.#absent.add(id)
      ids.forEach((id) => this.#waiting.ids.delete(id))
      // Names that mean something else since are asked for once more.
      if (this.#namesChangedAt === null || !isNewer(this.#namesChangedAt, answer.at)) {
        for (const { name, id } of answer.names) this.#byName.set(name, id)
        names.forEach((name) => this.#waiting.names.delete(name))
      }
      this.#tell()
    } catch {
      // The host is away; that is told elsewhere.
      again = true
    }
    this.#asking = false
    if (again) setTimeout(() => this.want({}), retryAfterMs)
    else this.want({})
  }

  #hear(adapter: AdapterSummary): void {
    const isNew = !this.#byId.has(adapter.id)
    this.#heardAt.set(adapter.id, this.#studio.at)
    if (isNew) this.#namesChangedAt = this.#studio.at
    this.#byId.set(adapter.id, adapter)
    this.#absent.delete(adapter.id)
    // It may be what a name was looked for.
    if (isNew) this.#askNames((id) => id === null)
  }

  #remove(id: string): void {
    this.#heardAt.set(id, this.#studio.at)
    this.#namesChangedAt = this.#studio.at
    this.#byId.delete(id)
  }

  #askAgain(): void {
    this.#namesChangedAt = this.#studio.at
    // What is known stays until it is known better.
    const ids = [...this.#byId.keys(), ...this.#absent].slice(-mostRefreshed)
    this.#absent.clear()
    ids.forEach((id) => this.#waiting.ids.add(id))
    this.#askNames(() => true)
  }

  #askNames(which: (id: string | null) => boolean): void {
    const names = [...this.#byName].flatMap(([name, id]) => (which(id) ? [name] : []))
    names.forEach((name) => this.#byName.delete(name))
    this.want({ names })
  }

  #first(matches: (adapter: AdapterSummary) => boolean): AdapterSummary | null {
    const found = [...this.#byId.values()].filter(matches)
    return found.find(({ missing }) => !missing) ?? found[0] ?? null
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
