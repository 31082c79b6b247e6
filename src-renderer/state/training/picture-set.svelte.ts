// The pictures of a project as the host reads them: buckets, crops, captions, what is left out.
import { remark } from '../../../src-main/messages/table.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type {
  Captions,
  ProjectLeftOut,
  ProjectPicture,
  ProjectPictures,
} from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import { failureReport } from '../failure.ts'

type Change = (found: ProjectPictures) => ProjectPictures

export class PictureSet {
  readonly #id: string
  readonly #backend: Backend
  #found = $state.raw<ProjectPictures | null>(null)
  #problem = $state.raw<ErrorReport | null>(null)
  #loading = $state(false)
  #shownFor: string | null = null
  #asked = 0
  /** Made here since a reading was asked for: an answer on its way does not know them yet. */
  #since: Change[] = []
  #unsaved: () => Captions = () => ({})

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

  /** Captions that the host may not have yet, which no reading takes away. */
  keep(unsaved: () => Captions): void {
    this.#unsaved = unsaved
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
      const changes = [withCaptions(this.#unsaved()), ...this.#since]
      this.#found = changes.reduce((found, change) => change(found), found)
      this.#problem = null
    } catch (error) {
      if (asked !== this.#asked) return
      this.#problem = failureReport(error)
      this.#found = null
    } finally {
      if (asked === this.#asked) this.#read()
    }
  }

  #read(): void {
    this.#loading = false
    this.#since = []
  }

  #change(change: Change): void {
    if (this.#loading) this.#since.push(change)
    if (this.#found !== null) this.#found = change(this.#found)
  }

  /** At once; the host's reading follows. */
  leaveOut(paths: readonly string[], out: boolean): void {
    this.#change(out ? without(paths) : withBack(paths))
  }

  /** Captions as they are now; null is what lies beside the picture. */
  setCaptions(captions: Captions): void {
    this.#change(withCaptions(captions))
  }
}

function without(paths: readonly string[]): Change {
  return (found) => {
    const gone = found.pictures
      .filter(({ path }) => paths.includes(path))
      .map(({ path, name, thumbnailUrl }) => ({
        path,
        name,
        thumbnailUrl,
        reason: 'by-hand',
        why: remark('dataset/by-hand'),
      }))
    const pictures = found.pictures.filter(({ path }) => !paths.includes(path))
    return { ...found, pictures, leftOut: [...found.leftOut, ...gone] }
  }
}

function withBack(paths: readonly string[]): Change {
  return (found) => ({ ...found, leftOut: found.leftOut.filter(({ path }) => !paths.includes(path)) })
}

function withCaptions(captions: Captions): Change {
  return (found) => ({
    ...found,
    pictures: found.pictures.map((picture) => {
      const caption = captions[picture.path]
      return caption === undefined ? picture : { ...picture, caption: caption ?? picture.captionOnDisk }
    }),
  })
}
