// Folders of other programs: what lies on this computer and may be added, and what a folder is that somebody chose.
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { FoundLayout, LayoutProgram } from '../../src-main/contract/layout.ts'
import type { Settings } from '../../src-main/contract/studio.ts'
import type { Studio } from './studio.svelte.ts'
import { failureReport } from './failure.ts'

export type LayoutOffersParts = {
  studio: Studio
  /** Null when the host took it. */
  trySettings(change: Partial<Settings>): Promise<ErrorReport | null>
}

/** How many folders of which program were added. */
export type AddedLayout = { readonly program: LayoutProgram; readonly folders: number }

/** As they call themselves, in every language. */
export const programNames: Readonly<Record<LayoutProgram, string>> = {
  a1111: 'A1111',
  forge: 'Forge',
  comfyui: 'ComfyUI',
  invokeai: 'InvokeAI',
  stabilitymatrix: 'Stability Matrix',
  kohya: 'kohya',
}

export class LayoutOffers {
  readonly #parts: LayoutOffersParts
  #found = $state.raw<readonly FoundLayout[]>([])
  #problem = $state.raw<ErrorReport | null>(null)

  /** Neither added nor declined since they were looked for. */
  readonly offers: readonly FoundLayout[] = $derived.by(() => {
    const { modelFolders, declinedLayouts } = this.#parts.studio.data.settings
    const added = new Set(modelFolders)
    return this.#found.filter(
      ({ root, folders }) => !declinedLayouts.includes(root) && !folders.every(({ path }) => added.has(path)),
    )
  })

  constructor(parts: LayoutOffersParts) {
    this.#parts = parts
  }

  /** Why the last one was not added. */
  get problem(): ErrorReport | null {
    return this.#problem
  }

  /** What lies at likely places now. */
  async look(): Promise<void> {
    try {
      this.#found = await this.#parts.studio.backend.layouts.offers()
    } catch {
      // There is nothing to offer then, and nobody has asked.
    }
  }

  async add(layout: FoundLayout): Promise<void> {
    this.#problem = await this.#addFolders(layout)
  }

  /** It is not offered any more, by any window. */
  async decline({ root }: FoundLayout): Promise<void> {
    const { declinedLayouts } = this.#parts.studio.data.settings
    this.#problem = await this.#parts.trySettings({ declinedLayouts: [...declinedLayouts, root] })
  }

  /** A folder that somebody chose: of a program its own folders are added, any other as it is. Else why not. */
  async addFolder(folder: string): Promise<AddedLayout | ErrorReport | null> {
    try {
      const layout = await this.#parts.studio.backend.layouts.recognise({ folder })
      if (layout === null) return await this.#addPaths([folder])
      const problem = await this.#addFolders(layout)
      return problem ?? { program: layout.program, folders: layout.folders.length }
    } catch (error) {
      return failureReport(error)
    }
  }

  #addFolders({ folders }: FoundLayout): Promise<ErrorReport | null> {
    return this.#addPaths(folders.map(({ path }) => path))
  }

  #addPaths(paths: readonly string[]): Promise<ErrorReport | null> {
    const { modelFolders } = this.#parts.studio.data.settings
    const all = [...new Set([...modelFolders, ...paths])]
    return all.length === modelFolders.length
      ? Promise.resolve(null)
      : this.#parts.trySettings({ modelFolders: all })
  }
}
