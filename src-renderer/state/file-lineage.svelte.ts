// What files were made from and into, asked for as they are looked at.
import type { Lineage, LineageWish } from '../../src-main/contract/lineage.ts'
import { NewestAnswer } from './newest-answer.svelte.ts'
import type { Studio } from './studio.svelte.ts'

const nothing: readonly Lineage[] = []

export class FileLineage {
  readonly #studio: Pick<Studio, 'backend'>
  readonly #answer = new NewestAnswer<readonly Lineage[]>(nothing)

  constructor(studio: Pick<Studio, 'backend'>) {
    this.#studio = studio
  }

  /** In the order in which they were asked for; empty until there is an answer. */
  get list(): readonly Lineage[] {
    return this.#answer.value
  }

  ask(files: readonly LineageWish[]): Promise<void> {
    return this.#answer.ask(async () =>
      files.length === 0 ? nothing : this.#studio.backend.find.lineage({ of: [...files] }),
    )
  }
}
