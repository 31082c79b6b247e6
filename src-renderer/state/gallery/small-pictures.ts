// Small pictures for a grid, as they are looked at: asked for together, one question at a time. Of what comes into view while
// one is on its way, the next asks for what is in view still.
import { createKept } from '../../../src-main/base/kept.ts'
import { mostThumbnails } from '../../../src-main/contract/gallery.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'

type Pictured = Pick<PictureSummary, 'id' | 'thumbnailUrl'>
type Hear = (address: string) => void

/** Some rows: they are there before the rest of a screen is brought. */
const firstAsked = 16

/** Some screens of them; a few kilobytes each. */
const mostKept = 600

export class SmallPictures {
  readonly #backend: Pick<Backend, 'thumbnails'>
  /** Addresses that hold a picture, by its id. */
  readonly #kept = createKept<string, string>({ limit: mostKept })
  /** By id. */
  readonly #wanted = new Map<string, { readonly usual: string; readonly hear: Hear }>()
  #isAsking = false

  constructor(backend: Pick<Backend, 'thumbnails'>) {
    this.#backend = backend
  }

  /**
   * Hears where a picture is: held by an address of its own, or, where it has to be made first, at its usual one. Returns the
   * end of it, for whoever leaves before that.
   */
  want({ id, thumbnailUrl: usual }: Pictured, hear: Hear): () => void {
    const kept = this.#kept.get(id)
    if (kept !== undefined) {
      hear(kept)
      return () => undefined
    }
    this.#wanted.set(id, { usual, hear })
    void this.#ask()
    return () => {
      if (this.#wanted.get(id)?.hear === hear) this.#wanted.delete(id)
    }
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return
    this.#isAsking = true
    // What comes into view together is wanted together.
    await Promise.resolve()
    for (let most = firstAsked; this.#wanted.size > 0; most = mostThumbnails) {
      const ids = [...this.#wanted.keys()].slice(0, most)
      const answers = await this.#backend.thumbnails(ids).catch(() => [])
      for (const [at, id] of ids.entries()) this.#tell(id, answers[at] ?? null)
    }
    this.#isAsking = false
  }

  #tell(id: string, answer: string | null): void {
    if (answer !== null) this.#kept.put(id, answer)
    const wanted = this.#wanted.get(id)
    this.#wanted.delete(id)
    wanted?.hear(answer ?? wanted.usual)
  }
}
