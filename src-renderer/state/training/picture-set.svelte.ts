// The pictures of a project as the host reads them: buckets, crops, captions, what is left out.
import { remark } from '../../../src-main/messages/table.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type {
  ProjectLeftOut,
  ProjectPicture,
  ProjectPictures,
} from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import { failureReport } from '../failure.ts'

export class PictureSet {
  readonly #id: string
  readonly #backend: Backend
  #found = $state.raw<ProjectPictures | null>(null)
  #problem = $state.raw<ErrorReport | null>(null)
  #loading = $state(false)
  #shownFor: string | null = null
  #asked = 0

  readonly list: readonly ProjectPicture[] = $derived(this.#found?.pictures ?? [])
  readonly byPath: ReadonlyMap<string, ProjectPicture> = $derived(
    new Map(this.list.map((picture) => [picture.path, picture])),
  )
  readonly leftOut: readonly ProjectLeftOut[] = $derived(this.#found?.leftOut ?? [])

  constructor(id: string, backend: Backend) {
    this.#id = id
    this.#backend = backend
  }

  /** Null until the folder was read once. */
  get found(): ProjectPictures | null {
    return this.#found
  }
  get problem(): ErrorReport | null {
    return this.#problem
  }
  get loading(): boolean {
    return this.#loading
  }

  /** Reads the folder unless it was read for this already. */
  async show(key: string, ready: () => Promise<void>): Promise<void> {
    if (key === this.#shownFor) return
    this.#shownFor = key
    await ready()
    if (this.#shownFor === key) await this.load()
  }

  /** What was shown stays until the answer is there. */
  async load(): Promise<void> {
    const asked = ++this.#asked
    this.#loading = true
    try {
      const found = await this.#backend.training.pictures({ id: this.#id })
      if (asked !== this.#asked) return
      this.#found = found
      this.#problem = null
    } catch (error) {
      if (asked !== this.#asked) return
      this.#problem = failureReport(error)
      this.#found = null
    } finally {
      if (asked === this.#asked) this.#loading = false
    }
  }

  /** At once; the host's reading follows. */
  leaveOut(paths: readonly string[], out: boolean): void {
    if (this.#found === null) return
    const { pictures, leftOut } = this.#found
    const isMeant = ({ path }: { path: string }): boolean => paths.includes(path)
    const gone = pictures.filter(isMeant).map(({ path, name, thumbnailUrl }) => ({
      path,
      name,
      thumbnailUrl,
      reason: 'by-hand',
      why: remark('dataset/by-hand'),
    }))
    this.#found = out
      ? { ...this.#found, pictures: pictures.filter((one) => !isMeant(one)), leftOut: [...leftOut, ...gone] }
      : { ...this.#found, leftOut: leftOut.filter((one) => !isMeant(one)) }
  }

  /** Captions as they are now; null is what lies beside the picture. */
  setCaptions(captions: Readonly<Record<string, string | null>>): void {
    if (this.#found === null) return
    this.#found = {
      ...this.#found,
      pictures: this.#found.pictures.map((picture) => {
        const caption = captions[picture.path]
        return caption === undefined ? picture : { ...picture, caption: caption ?? picture.captionOnDisk }
      }),
    }
  }
}
