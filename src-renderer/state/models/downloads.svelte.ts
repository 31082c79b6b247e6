// What is brought from the web, as this window knows it: the list, kept current by events, and the address at hand.
import type {
  DownloadOffer,
  DownloadPlace,
  DownloadSummary,
  KeptToken,
  TokenSite,
} from '../../../src-main/contract/download.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { failureReport } from '../failure.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step } from '../history/step.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

const checksum = /^[0-9a-f]{64}$/i

type DownloadsParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

export class Downloads {
  readonly #studio: Studio
  readonly #toasts: Toasts
  readonly #histories: Histories
  readonly #look: Look
  #list = $state.raw<readonly DownloadSummary[]>([])
  #offer = $state.raw<DownloadOffer | null>(null)
  #places = $state.raw<readonly DownloadPlace[]>([])
  #tokens = $state.raw<readonly KeptToken[]>([])
  #problem = $state.raw<ErrorReport | null>(null)
  #busy = $state<'looking' | 'starting' | null>(null)
  #address = $state('')
  file = $state<string | null>(null)
  place = $state<string | null>(null)
  sha256 = $state('')
  #question = 0
  /** Since the list was asked for; the answer may be older. Null where one is gone. */
  readonly #heard = new Map<string, DownloadSummary | null>()

  /** Of the checksum as it is typed. */
  readonly isChecksumWrong: boolean = $derived(
    this.sha256.trim() !== '' && !checksum.test(this.sha256.trim()),
  )
  readonly mayStart: boolean = $derived.by(() => {
    const offer = this.#offer
    if (offer === null || this.place === null || this.isChecksumWrong || this.#busy !== null) return false
    return offer.choices.length === 0 || this.file !== null
  })

  constructor({ studio, histories, toasts, look }: DownloadsParts) {
    this.#studio = studio
    this.#toasts = toasts
    this.#histories = histories
    this.#look = look
    studio.listen((event) => {
      if (event.type === 'download') this.#hear(event.download.id, event.download)
      else if (event.type === 'download-removed') this.#hear(event.id, null)
      else if (event.type === 'snapshot') void this.open()
    })
  }

  get list(): readonly DownloadSummary[] {
    return this.#list
  }
  get offer(): DownloadOffer | null {
    return this.#offer
  }
  get places(): readonly DownloadPlace[] {
    return this.#places
  }
  /** What is wrong with the address at hand. */
  get problem(): ErrorReport | null {
    return this.#problem
  }
  get busy(): 'looking' | 'starting' | null {
    return this.#busy
  }
  get address(): string {
    return this.#address
  }
  set address(text: string) {
    this.#address = text
    this.#question += 1
    this.#offer = null
    this.#problem = null
    this.#busy = null
    this.file = null
  }
  tokenOf(site: TokenSite): KeptToken | null {
    return this.#tokens.find((token) => token.site === site) ?? null
  }

  /** Called when the place is looked at, and when events were missed. */
  async open(): Promise<void> {
    await this.#toasts.attempt(async () => {
      const { downloads } = this.#studio.backend
      this.#heard.clear()
      const [{ downloads: list }, tokens] = await Promise.all([downloads.list(), downloads.tokens()])
      this.#list = list
      for (const [id, download] of this.#heard) this.#put(id, download)
      this.#tokens = tokens
    })
  }

  /** Asks what the address names. */
  async look(): Promise<void> {
    const address = this.#address.trim()
    if (address === '') return
    const question = ++this.#question
    this.#busy = 'looking'
    this.#problem = null
    try {
      const { downloads } = this.#studio.backend
      const [offer, places] = await Promise.all([downloads.look({ address }), downloads.places()])
      if (question !== this.#question) return
      this.#offer = offer
      this.#places = places
      const isKnown = places.some(({ id }) => id === this.place)
      this.place = offer.suggested ?? (isKnown ? this.place : (places[0]?.id ?? null))
    } catch (error) {
      if (question === this.#question) this.#problem = failureReport(error)
    } finally {
      if (question === this.#question) this.#busy = null
    }
  }

  async start(): Promise<void> {
    if (!this.mayStart || this.place === null) return
    this.#busy = 'starting'
    this.#problem = null
    const sha256 = this.sha256.trim().toLowerCase()
    const wish = { address: this.#address.trim(), file: this.file, place: this.place }
    try {
      const begun = await this.#studio.backend.downloads.start({
        ...wish,
        sha256: sha256 === '' ? null : sha256,
      })
      // A small file may be there before the answer is: then what was heard is newer.
      if (!this.#list.some(({ id }) => id === begun.id)) this.#put(begun.id, begun)
      this.address = ''
      this.sha256 = ''
    } catch (error) {
      this.#problem = failureReport(error)
    } finally {
      this.#busy = null
    }
  }

  pause(id: string): Promise<boolean> {
    return this.#toasts.attempt(() => this.#studio.backend.downloads.pause({ id }))
  }
  resume(id: string): Promise<boolean> {
    return this.#toasts.attempt(() => this.#studio.backend.downloads.resume({ id }))
  }
  /** One step of the models' history: what has come of it is kept as long as that can be taken back. */
  async remove({ id, fileName }: Pick<DownloadSummary, 'id' | 'fileName'>): Promise<void> {
    const { downloads } = this.#studio.backend
    const step: Step<'there' | 'removed'> = {
      name: (words) => words.downloadRemoved(fileName),
      key: null,
      before: 'there',
      after: 'removed',
      put: async (to) => {
        await (to === 'removed' ? downloads.remove({ id }) : downloads.restore({ id }))
      },
    }
    await this.#histories.act(this.#histories.at('models'), step, this.#look.words.models.removed(fileName))
  }

  async setToken(site: TokenSite, token: string): Promise<boolean> {
    return this.#toasts.attempt(async () => {
      this.#tokens = await this.#studio.backend.downloads.setToken({ site, token })
    })
  }
  async removeToken(site: TokenSite): Promise<boolean> {
    return this.#toasts.attempt(async () => {
      this.#tokens = await this.#studio.backend.downloads.removeToken({ site })
    })
  }

  #hear(id: string, download: DownloadSummary | null): void {
    this.#heard.set(id, download)
    this.#put(id, download)
  }

  /** Null where it is gone. */
  #put(id: string, download: DownloadSummary | null): void {
    const isKnown = this.#list.some((one) => one.id === id)
    if (download === null) this.#list = this.#list.filter((one) => one.id !== id)
    else if (isKnown) this.#list = this.#list.map((one) => (one.id === id ? download : one))
    else this.#list = [download, ...this.#list]
  }
}
