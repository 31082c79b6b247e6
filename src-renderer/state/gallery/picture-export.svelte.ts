// Pictures on their way out of the gallery: which, in which form, under which names, and whereto.
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import { usualExportPattern, type ExportAs, type ExportWay } from '../../../src-main/contract/export.ts'
import type { DesktopBridge } from '../../backend/desktop.ts'
import { failureReport } from '../failure.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type PictureExportParts = {
  readonly studio: Studio
  readonly toasts: Toasts
  readonly look: Look
  readonly desktop: DesktopBridge | null
  /** Has the browser save what lies at an address. */
  readonly download: (address: string) => void
}

const namesShown = 3
/** A browser asks about each, and keeps none of the order. */
export const mostDownloads = 20

export class PictureExport {
  readonly #parts: PictureExportParts
  #ids = $state.raw<readonly string[]>([])
  #isOpen = $state(false)
  #as = $state<ExportAs>('file')
  #quality = $state(90)
  #withMetadata = $state(true)
  #pattern = $state(usualExportPattern)
  #names = $state.raw<readonly string[]>([])
  #problem = $state.raw<ErrorReport | null>(null)
  #question = 0

  readonly #way: ExportWay = $derived.by(() => ({
    form:
      this.#as === 'jpeg' || this.#as === 'webp'
        ? { as: this.#as, quality: this.#quality }
        : { as: this.#as },
    withMetadata: this.#withMetadata,
    pattern: this.#pattern,
  }))

  constructor(parts: PictureExportParts) {
    this.#parts = parts
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen
  }
  get count(): number {
    return this.#ids.length
  }
  get as(): ExportAs {
    return this.#as
  }
  get quality(): number {
    return this.#quality
  }
  get withMetadata(): boolean {
    return this.#withMetadata
  }
  get pattern(): string {
    return this.#pattern
  }
  /** The first files as they would be called. */
  get names(): readonly string[] {
    return this.#names
  }
  /** What is wrong with the pattern, or kept the export from beginning. */
  get problem(): ErrorReport | null {
    return this.#problem
  }
  get intoFolder(): boolean {
    return this.#parts.desktop !== null
  }

  open(ids: readonly string[]): void {
    if (ids.length === 0) return
    this.#ids = ids
    this.#isOpen = true
    void this.#askNames()
  }

  change(change: Partial<Pick<PictureExport, 'as' | 'quality' | 'withMetadata' | 'pattern'>>): void {
    this.#as = change.as ?? this.#as
    this.#quality = change.quality ?? this.#quality
    this.#withMetadata = change.withMetadata ?? this.#withMetadata
    this.#pattern = change.pattern ?? this.#pattern
    void this.#askNames()
  }

  /** On the desktop a folder is asked for first; a browser saves where it saves everything. */
  async run(): Promise<void> {
    const { desktop, look, studio, download } = this.#parts
    const ids = [...this.#ids]
    const way = this.#way
    if (desktop === null) {
      const said = encodeURIComponent(JSON.stringify(way))
      for (const id of ids) download(`/media/export/${encodeURIComponent(id)}?way=${said}`)
      this.#isOpen = false
      return
    }
    const chosen = await desktop.grantFolder(look.words.gallery.export.folder)
    if (chosen === null) return
    try {
      await studio.backend.gallery.export({ ids, grant: chosen.grant, ...way })
      this.#isOpen = false
    } catch (error) {
      this.#problem = failureReport(error)
    }
  }

  async #askNames(): Promise<void> {
    const question = ++this.#question
    if (this.#pattern.trim() === '') return
    try {
      const ids = this.#ids.slice(0, namesShown)
      const names = await this.#parts.studio.backend.gallery.exportNames({ ids, ...this.#way })
      if (question !== this.#question) return
      this.#names = names
      this.#problem = null
    } catch (error) {
      if (question === this.#question) this.#problem = failureReport(error)
    }
  }
}
