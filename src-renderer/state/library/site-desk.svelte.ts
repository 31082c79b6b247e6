// What sites know of the item at hand, and what asking them about a selection would send.
import type { TokenSite } from '../../../src-main/contract/download.ts'
import type { AskSites, SiteFacts, SitePlan } from '../../../src-main/contract/site-facts.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { failureReport } from '../failure.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import { NewestAnswer } from '../newest-answer.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

type Parts = { studio: Pick<Studio, 'backend'>; toasts: Pick<Toasts, 'attempt' | 'brief' | 'say'> }

/** Of one item. */
export class SiteDesk {
  readonly #parts: Parts
  readonly #told = new NewestAnswer<readonly SiteFacts[] | null>(null)
  #fetching = $state<TokenSite | null>(null)
  #problem = $state.raw<ErrorReport | null>(null)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Null until it is known. */
  get told(): readonly SiteFacts[] | null {
    return this.#told.value
  }
  /** Whose pictures come just now. */
  get fetching(): TokenSite | null {
    return this.#fetching
  }
  /** Why pictures did not come. */
  get problem(): ErrorReport | null {
    return this.#problem
  }

  /** Also when something of it has changed. */
  ask(id: string): Promise<void> {
    return this.#told.ask(() => this.#parts.studio.backend.facts.of({ id }))
  }

  async fetchPictures(id: string, site: TokenSite): Promise<void> {
    if (this.#fetching !== null) return
    this.#fetching = site
    this.#problem = null
    try {
      await this.#parts.studio.backend.facts.fetchPictures({ id, site })
      await this.ask(id)
    } catch (error) {
      this.#problem = failureReport(error)
    } finally {
      this.#fetching = null
    }
  }
}

/** What sites said of these, copies of their pictures too; one step of the library's history. Whether it was done. */
export async function forgetFacts(
  { studio, toasts, histories, look }: Parts & { histories: Histories; look: Look },
  ids: readonly string[],
): Promise<boolean> {
  const { facts } = studio.backend
  const words = look.words.sites
  const history = histories.at('library')
  const forgotten = toasts.attempt(async () => {
    let { id, count } = await facts.forget({ ids: [...ids] })
    if (id === null) {
      toasts.brief(words.forgotten(0))
      return
    }
    const entry = history.record<'known' | 'forgotten'>({
      name: (named) => named.factsForgotten(count),
      key: null,
      before: 'known',
      after: 'forgotten',
      put: async (to) => {
        if (to === 'forgotten') ({ id, count } = await facts.forget({ ids: [...ids] }))
        else if (id !== null) await facts.recall({ id })
      },
    })
    toasts.say(words.forgotten(count), histories.wayBack(history, entry))
  })
  return history.during(forgotten)
}

/** Before anything is sent. */
export class SiteQuestion {
  readonly #parts: Parts
  readonly #ids: readonly string[]
  readonly #plans = new NewestAnswer<readonly SitePlan[] | null>(null)
  #left = $state.raw<readonly TokenSite[]>([])
  again = $state(false)
  pictures = $state(false)

  /** Sites that are asked. */
  readonly chosen: readonly SitePlan[] = $derived.by(() =>
    (this.plans ?? []).filter(({ site }) => !this.#left.includes(site)),
  )
  /** Whether any of these was asked before. */
  readonly isKnown: boolean = $derived(this.chosen.some(({ known }) => known > 0))
  readonly mayAsk: boolean = $derived(
    this.chosen.some(({ count, known }) => count > known || (this.again && count > 0)),
  )

  constructor(parts: Parts, ids: readonly string[]) {
    this.#parts = parts
    this.#ids = ids
    void this.#plans.ask(async () => {
      const plans = await parts.studio.backend.facts.plan({ ids: [...ids] })
      // Whoever asks again about all of them means it.
      this.again = plans.every(({ count, known }) => count === known)
      return plans
    })
  }

  /** Null until the host has said it. */
  get plans(): readonly SitePlan[] | null {
    return this.#plans.value
  }
  isAsked(site: TokenSite): boolean {
    return !this.#left.includes(site)
  }
  toggle(site: TokenSite): void {
    const isLeft = this.#left.includes(site)
    this.#left = isLeft ? this.#left.filter((one) => one !== site) : [...this.#left, site]
  }

  /** Goes on in the background. */
  ask(): Promise<boolean> {
    const wish: AskSites = {
      ids: [...this.#ids],
      sites: this.chosen.map(({ site }) => site),
      again: this.again,
      pictures: this.pictures,
    }
    return this.#parts.toasts.attempt(async () => {
      await this.#parts.studio.backend.facts.ask(wish)
    })
  }
}
