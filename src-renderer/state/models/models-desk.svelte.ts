// The models as this window looks at them: the files, what is searched for, and how many adapters fit each checkpoint.
import { adapterKinds } from '../../../src-main/contract/adapter.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type { ModelFile } from '../../../src-main/contract/model-file.ts'
import { failureReport } from '../failure.ts'
import type { Studio } from '../studio.svelte.ts'
import { groupsOf, type GroupOfFiles } from './model-groups.ts'

const togetherMs = 150
const telling = new Set(['items', 'model', 'model-removed', 'snapshot'])
const tellingOfAdapters = new Set(['adapter', 'adapter-removed', 'adapters', 'snapshot'])
const kindsOfAdapters: ReadonlySet<string> = new Set(adapterKinds)

export class ModelsDesk {
  readonly #studio: Studio
  #files = $state.raw<readonly ModelFile[] | null>(null)
  #problem = $state.raw<ErrorReport | null>(null)
  #fitting = $state.raw<ReadonlyMap<string, number>>(new Map())
  search = $state('')
  #isOpen = false
  #soon: ReturnType<typeof setTimeout> | undefined
  #question = 0

  readonly groups: readonly GroupOfFiles[] = $derived(groupsOf(this.#files ?? [], this.search))
  readonly shown: number = $derived(this.groups.reduce((sum, { files }) => sum + files.length, 0))

  constructor(studio: Studio) {
    this.#studio = studio
    studio.listen(({ type }) => {
      if (tellingOfAdapters.has(type)) this.#fitting = new Map()
      if (telling.has(type) || tellingOfAdapters.has(type)) this.#askSoon()
    })
  }

  /** Null until the host has answered. */
  get files(): readonly ModelFile[] | null {
    return this.#files
  }
  /** Why the list could not be had. */
  get problem(): ErrorReport | null {
    return this.#problem
  }
  /** Adapters that fit a checkpoint; null until they are counted. */
  fitting(id: string): number | null {
    return this.#fitting.get(id) ?? null
  }

  /** The place is looked at; returns the end of it. */
  open(): () => void {
    this.#isOpen = true
    void this.ask()
    return () => {
      this.#isOpen = false
      clearTimeout(this.#soon)
      this.#soon = undefined
    }
  }

  async ask(): Promise<void> {
    this.#soon = undefined
    const question = ++this.#question
    try {
      const files = await this.#studio.backend.models.files()
      if (question !== this.#question) return
      this.#files = files
      this.#problem = null
      await this.#count(question)
    } catch (error) {
      if (question === this.#question) this.#problem = failureReport(error)
    }
  }

  #askSoon(): void {
    if (this.#isOpen) this.#soon ??= setTimeout(() => void this.ask(), togetherMs)
  }

  /** One after the other: for each that was never asked about its modules are read. */
  async #count(question: number): Promise<void> {
    for (const { id, kind, problem } of this.#files ?? []) {
      if (question !== this.#question || !this.#isOpen) return
      if (kind !== 'checkpoint' || problem !== null || this.#fitting.has(id)) continue
      const { kinds } = await this.#studio.backend.find.facets({ query: 'fits', typing: false, model: id })
      const count = kinds.reduce((sum, one) => sum + (kindsOfAdapters.has(one.value) ? one.count : 0), 0)
      if (question === this.#question) this.#fitting = new Map(this.#fitting).set(id, count)
    }
  }
}
