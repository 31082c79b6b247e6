// Files of the library thrown away and brought back, and the trash emptied: each time one step of the library's history,
// whenever it was done, but for what is deleted for good.
import type { OperationSummary } from '../../../src-main/contract/operation.ts'
import type { TrashedVolume } from '../../../src-main/contract/trash.ts'
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
  #volumes = $state.raw<readonly TrashedVolume[]>([])

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

  /** What lies in it, disk by disk. */
  get volumes(): readonly TrashedVolume[] {
    return this.#volumes
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
      this.#volumes = await this.#library.trashed()
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

  /** To the system's trash: a step that goes back, where Lamina knows how to take it out again. */
  async handOver(volume: TrashedVolume): Promise<void> {
    const { operations, files, systemTrash } = volume
    if (systemTrash?.folder === null) return this.#giveAway(volume)
    const { histories, look } = this.#parts
    let done: readonly string[] | null = null
    const step: Step<'there' | 'trash'> = {
      name: (words) => words.trashHandedOver(files),
      key: null,
      before: 'there',
      after: 'trash',
      put: async (to) => {
        if (done !== null) for (const id of done) await this.#put(id, to)
        else {
          const handed = await this.#library.emptyTrash({ operations: [...operations], isForGood: false })
          done = handed.map(({ id }) => id)
        }
      },
    }
    await histories.act(histories.at('library'), step, look.words.moving.handedOver(files))
  }

  /** Only the system's trash brings it back. */
  async #giveAway({ operations, files }: TrashedVolume): Promise<void> {
    const { toasts, look } = this.#parts
    await toasts.attempt(async () => {
      await this.#library.emptyTrash({ operations: [...operations], isForGood: false })
      toasts.say(look.words.moving.handedOver(files))
    })
  }

  /** Nothing brings it back: whoever calls this has asked. */
  async discard({ operations, files }: TrashedVolume): Promise<void> {
    const { toasts, look } = this.#parts
    await toasts.attempt(async () => {
      await this.#library.emptyTrash({ operations: [...operations], isForGood: true })
      toasts.say(look.words.moving.discarded(files))
    })
  }

  async #put(id: string, to: 'there' | 'trash'): Promise<void> {
    await (to === 'trash' ? this.#library.redo({ id }) : this.#library.undo({ id }))
  }
}
