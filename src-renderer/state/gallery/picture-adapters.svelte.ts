// The adapters that acted on a picture, with those of the library that have the same contents.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import { trainedIn, type TrainedIn } from '../lineage.ts'
import type { Studio } from '../studio.svelte.ts'

export type PictureAdapter = {
  readonly name: string
  readonly weight: number
  /** In the library; null where it is not known to be there. */
  readonly here: { readonly id: string; readonly name: string } | null
  readonly training: TrainedIn | null
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
  #question = 0

  constructor(studio: Pick<Studio, 'backend' | 'data'>) {
    this.#studio = studio
  }

  get list(): readonly PictureAdapter[] {
    return this.#list
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
    if (question !== this.#question) return
    const ids = new Map(found?.names.map(({ name, id }) => [name, id]))
    this.#list = acted.map(({ name, weight, sha256 }, index) => {
      const id = keys[index]!.map((key) => ids.get(key) ?? null).find((one) => one !== null)
      const adapter = found?.adapters.find((one) => one.id === id)
      return {
        ...{ name, weight },
        here: adapter === undefined ? null : { id: adapter.id, name: adapter.name },
        training: trainedIn(this.#studio.data.trainings, sha256 ?? adapter?.sha256),
      }
    })
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
