// Files of the library thrown away and brought back: each time one step of the library's history, whenever it was done.
import type { OperationSummary } from '../../../src-main/contract/operation.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step } from '../history/step.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type LibraryTrashParts = { studio: Studio; histories: Histories; toasts: Toasts; look: Look }

const mostListed = 200

export class LibraryTrash {
  readonly #parts: LibraryTrashParts
  /** Null until it was asked for. */
  #operations = $state.raw<readonly OperationSummary[] | null>(null)

  /** What lies in the trash, thrown away last first; null while it is not known. */
  readonly list: readonly OperationSummary[] | null = $derived.by(
    () =>
      this.#operations?.filter(
        ({ kind, state }) => kind === 'trash' && (state === 'done' || state === 'stuck'),
      ) ?? null,
  )

  constructor(parts: LibraryTrashParts) {
    this.#parts = parts
    parts.studio.listen(({ type }) => {
      if (this.#operations !== null && (type === 'operation' || type === 'snapshot')) void this.ask()
    })
  }

  get #library(): Studio['backend']['library'] {
    return this.#parts.studio.backend.library
  }

  /** Looked at from now on; returns the end of it. */
  open(): () => void {
    void this.ask()
    return () => (this.#operations = null)
  }

  async ask(): Promise<void> {
    await this.#parts.toasts.attempt(async () => {
      this.#operations = await this.#library.operations({ before: null, limit: mostListed })
    })
  }

  /** All of them or none; whether it was done. */
  async throwAway(ids: readonly string[]): Promise<boolean> {
    if (ids.length === 0) return false
    const { histories, look } = this.#parts
    let operation: string | null = null
    const step: Step<'there' | 'trash'> = {
      name: (words) => words.filesTrashed(ids.length),
      key: null,
      before: 'there',
      after: 'trash',
      put: async (to) => {
        if (operation === null) operation = (await this.#library.trash({ ids: [...ids] })).id
        else await this.#put(operation, to)
      },
    }
    return histories.act(histories.at('library'), step, look.words.library.trashed(ids.length))
  }

  /** Where it was thrown away in another sitting, too. */
  async restore({ id, count }: OperationSummary): Promise<void> {
    const { histories, look } = this.#parts
    const step: Step<'there' | 'trash'> = {
      name: (words) => words.filesRestored(count),
      key: null,
      before: 'trash',
      after: 'there',
      put: (to) => this.#put(id, to),
    }
    await histories.act(histories.at('library'), step, look.words.library.restored(count))
  }

  async #put(id: string, to: 'there' | 'trash'): Promise<void> {
    await (to === 'trash' ? this.#library.redo({ id }) : this.#library.undo({ id }))
  }
}
