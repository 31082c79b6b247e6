// Pictures that stand for items of the library: chosen and taken away again, each time one step of its history.
import type { Edits, PreviewSource } from '../../../src-main/contract/find.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

export type PreviewChoiceParts = { studio: Studio; histories: Histories; toasts: Toasts }

export class PreviewChoice {
  readonly #parts: PreviewChoiceParts

  constructor(parts: PreviewChoiceParts) {
    this.#parts = parts
  }

  /** One of our pictures stands for these from now on; whether it does. */
  async choose(ids: readonly string[], picture: string): Promise<boolean> {
    const { studio } = this.#parts
    return this.#record(ids, () => studio.backend.find.choosePreview({ ids: [...ids], picture }))
  }

  /** One of its own pictures does. */
  async prefer(id: string, from: PreviewSource, place = 0): Promise<boolean> {
    const { studio } = this.#parts
    return this.#record([id], () => studio.backend.find.preferPreview({ id, from, place }))
  }

  /** A picture file does, of which the host keeps a small copy. */
  async send(ids: readonly string[], file: Blob): Promise<boolean> {
    const { backend } = this.#parts.studio
    return this.#record(ids, async () => {
      const preview = await backend.sendPreview(file)
      const { before } = await backend.find.edit({ edits: [{ ids: [...ids], change: { preview } }] })
      return { before, preview }
    })
  }

  async #record(
    ids: readonly string[],
    choose: () => Promise<{ before: Edits; preview: string | null }>,
  ): Promise<boolean> {
    const { studio, histories, toasts } = this.#parts
    const history = histories.at('library')
    const chosen = toasts.attempt(async () => {
      const { before, preview } = await choose()
      const after: Edits = [{ ids: [...ids], change: { preview } }]
      const put = async (edits: Edits): Promise<void> => {
        await studio.backend.find.edit({ edits })
      }
      history.record({ name: (words) => words.previewChosen(ids.length), key: null, before, after, put })
    })
    return history.during(chosen)
  }
}
