// The adapters that acted on a picture, with those of the library that have the same contents, and what they and its model were made from.
import type { Lineage, LineageNode, LineageWish } from '../../../src-main/contract/lineage.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { trainedIn, type TrainedIn } from '../lineage.ts'
import type { Studio } from '../studio.svelte.ts'

export type PictureAdapter = {
  readonly name: string
  readonly weight: number
  /** In the library; null where it is not known to be there. */
  readonly here: { readonly id: string; readonly name: string } | null
  readonly training: TrainedIn | null
  readonly from: readonly LineageNode[]
}

type Acted = {
  readonly name: string
  readonly weight: number
  readonly hashes: readonly string[]
  readonly sha256: string | null
}

export class PictureAdapters {
  readonly #studio: Pick<Studio, 'backend' | 'data'>
  #list = $state.raw<readonly PictureAdapter[]>([])
  #modelFrom = $state.raw<readonly LineageNode[]>([])
  #question = 0

  constructor(studio: Pick<Studio, 'backend' | 'data'>) {
    this.#studio = studio
  }

  get list(): readonly PictureAdapter[] {
    return this.#list
  }

  /** What the base model was made from, where that is one of those here. */
  get modelFrom(): readonly LineageNode[] {
    return this.#modelFrom
  }

  /** By hash; a picture that says none names them by what they were called. */
  async ask(picture: PictureSummary): Promise<void> {
    const question = ++this.#question
    const acted = actedOn(picture)
    const keys = acted.map(({ name, hashes }) => (hashes.length > 0 ? hashes : [name.toLowerCase()]))
    const names = [...new Set(keys.flat())]
    const found =
      names.length === 0
        ? null
        : await this.#studio.backend.adapters.lookup({ ids: [], names }).catch(() => null)
    const ids = new Map(found?.names.map(({ name, id }) => [name, id]))
    const here = keys.map((own) => {
      const id = own.map((key) => ids.get(key) ?? null).find((one) => one !== null)
      return found?.adapters.find((one) => one.id === id) ?? null
    })
    const [ofModel, ...ofAdapters] = await this.#lineage([
      { id: null, sha256: picture.record?.model.sha256 ?? null },
      ...acted.map(({ sha256 }, index) => ({ id: here[index]?.id ?? null, sha256 })),
    ])
    if (question !== this.#question) return
    this.#modelFrom = ofModel?.from ?? []
    this.#list = acted.map(({ name, weight, sha256 }, index) => {
      const adapter = here[index] ?? null
      return {
        ...{ name, weight },
        here: adapter && { id: adapter.id, name: adapter.name },
        training: trainedIn(this.#studio.data.trainings, sha256 ?? adapter?.sha256),
        from: ofAdapters[index]?.from ?? [],
      }
    })
  }

  /** Nothing where nothing is known to ask by. */
  async #lineage(of: LineageWish[]): Promise<readonly Lineage[]> {
    if (of.every(({ id, sha256 }) => id === null && sha256 === null)) return []
    return this.#studio.backend.find.lineage({ of }).catch(() => [])
  }
}

function actedOn({ record, origin }: PictureSummary): Acted[] {
  if (record !== null)
    return record.adapters.map(({ name, weight, sha256, autoV3 }) => ({
      ...{ name, weight, sha256: sha256 ?? null },
      hashes: [sha256, autoV3].flatMap((hash) => hash ?? []),
    }))
  return (origin?.said?.adapters ?? []).map(({ name, hash, weight }) => ({
    ...{ name, weight, sha256: null },
    hashes: hash === '' ? [] : [hash.toLowerCase()],
  }))
}
