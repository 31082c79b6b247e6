// New names for files of the library while they are thought of: the template as it is typed, and what would become of each file.
import type { RenamePreview, RenameWish } from '../../../src-main/contract/rename.ts'
import type { DownloadPlace } from '../../../src-main/contract/download.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step } from '../history/step.ts'
import { readKept, writeKept } from '../kept-in-browser.ts'
import type { Look } from '../look.svelte.ts'
import { NewestAnswer } from '../newest-answer.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type NewNamesParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

const keptKey = 'name-template'
const pageRows = 200
/** After a letter; whoever goes on typing is not asked about each. */
const pauseMs = 120

export class NewNames {
  readonly #parts: NewNamesParts
  readonly #preview = new NewestAnswer<RenamePreview | null>(null)
  readonly #places = new NewestAnswer<readonly DownloadPlace[]>([])
  #ids = $state.raw<readonly string[]>([])
  #template = $state('{title}')
  #into = $state.raw<RenameWish['into']>('own-folder')
  #rows = pageRows
  #soon: ReturnType<typeof setTimeout> | undefined
  #isDoing = $state(false)

  constructor(parts: NewNamesParts) {
    this.#parts = parts
    const kept = readKept(keptKey)
    if (typeof kept === 'string' && kept !== '') this.#template = kept
  }

  /** Of these files, from now on; returns the end of it. */
  open(ids: readonly string[]): () => void {
    this.#ids = ids
    this.#rows = pageRows
    this.#into = 'own-folder'
    this.#ask()
    void this.#places.ask(() => this.#parts.studio.backend.downloads.places())
    return () => {
      clearTimeout(this.#soon)
      this.#preview.forget()
      this.#ids = []
    }
  }

  get count(): number {
    return this.#ids.length
  }
  get template(): string {
    return this.#template
  }
  get into(): RenameWish['into'] {
    return this.#into
  }
  get places(): readonly DownloadPlace[] {
    return this.#places.value
  }
  /** As it was answered last; null before that. */
  get preview(): RenamePreview | null {
    return this.#preview.value
  }
  get isReady(): boolean {
    const { preview } = this
    return !this.#isDoing && preview !== null && preview.going > 0 && preview.conflicts === 0
  }

  write(template: string): void {
    this.#template = template
    this.#rows = pageRows
    clearTimeout(this.#soon)
    this.#soon = setTimeout(() => this.#ask(), pauseMs)
  }
  begin(into: RenameWish['into']): void {
    this.#into = into
    this.#ask()
  }
  showMore(): void {
    this.#rows += pageRows
    this.#ask()
  }

  /** As one step of the library's history; whether it was done. */
  async run(): Promise<boolean> {
    clearTimeout(this.#soon)
    // What was typed last is what is meant.
    this.#ask()
    await this.#preview.settled()
    const { preview } = this
    if (preview === null || !this.isReady) return false
    const { studio, histories, look } = this.#parts
    const wish = { ...this.#wish(), plan: preview.plan }
    let operation: string | null = null
    const { library } = studio.backend
    const step: Step<'old' | 'new'> = {
      name: (words) => words.filesRenamed(preview.going),
      key: null,
      before: 'old',
      after: 'new',
      put: async (to) => {
        if (operation === null) operation = (await library.rename(wish)).id
        else await (to === 'new' ? library.redo({ id: operation }) : library.undo({ id: operation }))
      },
    }
    this.#isDoing = true
    const isDone = await histories.act(
      histories.at('library'),
      step,
      look.words.moving.renamed(preview.going),
    )
    this.#isDoing = false
    if (isDone) writeKept(keptKey, wish.template)
    else this.#ask()
    return isDone
  }

  #wish(): RenameWish {
    return { ids: [...this.#ids], template: this.#template, into: this.#into }
  }

  #ask(): void {
    const wish = { ...this.#wish(), offset: 0, limit: this.#rows }
    void this.#preview.ask(() => this.#parts.studio.backend.library.previewNames(wish))
  }
}
