// Captions being worked on: what is found, what is selected, what is typed, and edits of many with a way back.
import { SvelteSet } from 'svelte/reactivity'
import type {
  Captions,
  ProjectPicture,
  TagCall,
  Tagger,
} from '../../../src-main/contract/training-project.ts'
import { oneAtATime } from '../../../src-main/base/turns.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { History } from '../history/history.svelte.ts'
import type { Step } from '../history/step.ts'
import { takenBack } from '../history/taken-back.ts'
import type { Look } from '../look.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { PictureSet } from './picture-set.svelte.ts'
import { hasTag, tagCounts, type CaptionChanges } from './tag-edits.ts'

export type { TagCall, Tagger }
export type DeskParts = { backend: Backend; histories: Histories; toasts: Toasts; look: Look }

const saveAfterMs = 400
const retryAfterMs = 2_000

export class CaptionDesk {
  readonly #id: string
  readonly #pictures: PictureSet
  readonly #parts: DeskParts
  query = $state('')
  tag = $state<string | null>(null)
  view = $state<'table' | 'large'>('table')
  #current = $state<string | null>(null)
  readonly selected = new SvelteSet<string>()
  #typed: Captions = {}
  /** On its way to the host. */
  #sent: Captions = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #inTurn = oneAtATime()

  readonly shown: readonly ProjectPicture[] = $derived.by(() => {
    const query = this.query.trim().toLowerCase()
    const { tag } = this
    return this.#pictures.list.filter(
      ({ caption, name }) =>
        (tag === null || hasTag(caption, tag)) &&
        (query === '' || `${caption ?? ''}\n${name}`.toLowerCase().includes(query)),
    )
  })
  readonly counts = $derived.by(() => tagCounts(this.#pictures.list))
  /** What an edit of many touches: the selected, else all that are shown. */
  readonly scope: readonly ProjectPicture[] = $derived.by(() => {
    const chosen = this.#pictures.list.filter(({ path }) => this.selected.has(path))
    return chosen.length > 0 ? chosen : this.shown
  })
  readonly edited: readonly ProjectPicture[] = $derived.by(() =>
    this.#pictures.list.filter(({ caption, captionOnDisk }) => caption !== captionOnDisk),
  )
  readonly current: ProjectPicture | null = $derived.by(
    () => this.shown.find(({ path }) => path === this.#current) ?? this.shown[0] ?? null,
  )

  constructor(id: string, pictures: PictureSet, parts: DeskParts) {
    this.#id = id
    this.#pictures = pictures
    this.#parts = parts
    pictures.keep(() => this.#unsaved)
  }

  /** Those of the model folders; none when the host does not answer. */
  async taggers(): Promise<readonly Tagger[]> {
    return this.#parts.backend.training.taggers().catch(() => [])
  }

  get at(): number {
    return this.current === null ? -1 : this.shown.indexOf(this.current)
  }

  goTo(path: string): void {
    this.#current = path
  }

  step(by: 1 | -1): void {
    const next = this.shown[this.at + by]
    if (next !== undefined) this.#current = next.path
  }

  type(path: string, caption: string): void {
    const before = this.#captionOf(path)
    this.#type(path, caption)
    const name = this.#pictures.byPath.get(path)?.name ?? ''
    this.#history.record<string>({
      name: (words) => words.caption(name),
      key: `caption ${path}`,
      before,
      after: caption,
      put: (to, from) => this.#type(path, takenBack(this.#captionOf(path), from, to)),
    })
  }

  #captionOf(path: string): string {
    return this.#pictures.byPath.get(path)?.caption ?? ''
  }

  #type(path: string, caption: string): void {
    const onDisk = this.#pictures.byPath.get(path)?.captionOnDisk ?? null
    const kept = caption === onDisk ? null : caption
    this.#pictures.setCaptions({ [path]: caption })
    this.#typed[path] = kept
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), saveAfterMs)
  }

  /** What was typed is with the host when this returns, unless the host refused it: then it is sent again. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#inTurn(() => this.#flush())
  }

  async #flush(): Promise<void> {
    const typed = this.#typed
    this.#typed = {}
    if (Object.keys(typed).length === 0) return
    if (await this.#parts.toasts.attempt(() => this.#save(typed))) return
    // What did not arrive is sent again, beneath what was typed since.
    this.#typed = { ...typed, ...this.#typed }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), retryAfterMs)
  }

  /** What the host may not have yet. */
  get #unsaved(): Captions {
    return { ...this.#sent, ...this.#typed }
  }

  /** What the host may not have yet, once more, as the page is about to go. */
  saveOnLeave(): void {
    const captions = this.#unsaved
    if (Object.keys(captions).length > 0)
      this.#parts.backend.leaving.training.setCaptions({ id: this.#id, captions })
  }

  /** Many at once; said, with a way back. */
  async apply(changes: CaptionChanges): Promise<void> {
    const { histories, toasts, look } = this.#parts
    const words = look.words.train.captions
    const count = Object.keys(changes).length
    if (count === 0) {
      toasts.brief(words.nothingChanged)
      return
    }
    await histories.act(
      this.#history,
      this.#stepOf(this.#captionsOf(Object.keys(changes)), changes),
      words.changed(count),
    )
  }

  #stepOf(before: Captions, after: Captions): Step<Captions> {
    const count = String(Object.keys(after).length)
    return {
      name: (words) => words.captions(count),
      key: null,
      before,
      after,
      put: (to) => this.#put(to),
    }
  }

  /** As they are kept: null is what lies beside the picture. */
  #captionsOf(paths: readonly string[]): Captions {
    return Object.fromEntries(
      paths.map((path) => {
        const picture = this.#pictures.byPath.get(path)
        return [path, picture?.caption === picture?.captionOnDisk ? null : (picture?.caption ?? null)]
      }),
    )
  }

  get #history(): History {
    return this.#parts.histories.at('train', this.#id)
  }

  /** Files beside the pictures; only when it is asked for. */
  async write(): Promise<void> {
    const { backend, toasts, look } = this.#parts
    await toasts.attempt(async () => {
      await this.flush()
      const { written } = await backend.training.writeCaptions({ id: this.#id, paths: null })
      await this.#pictures.load()
      toasts.say(look.words.train.captions.written(written))
    })
  }

  async tagWith(call: TagCall): Promise<void> {
    const { backend, histories, toasts, look } = this.#parts
    await toasts.attempt(async () => {
      await this.flush()
      const { before, left } = await backend.training.tag({ id: this.#id, ...call })
      if (left !== null) toasts.fail(left)
      await this.#pictures.load()
      const paths = Object.keys(before)
      const step = this.#history.record(this.#stepOf(before, this.#captionsOf(paths)))
      toasts.say(look.words.train.captions.changed(paths.length), histories.wayBack(this.#history, step))
    })
  }

  async #save(captions: Captions): Promise<void> {
    this.#sent = captions
    try {
      await this.#parts.backend.training.setCaptions({ id: this.#id, captions })
    } finally {
      this.#sent = {}
    }
  }

  async #put(captions: Captions): Promise<void> {
    await this.flush()
    const refused = { ...this.#typed }
    await this.#inTurn(() => this.#save(captions))
    // What could not be sent before must not come after it; what was typed since stays.
    const isReplaced = (path: string): boolean => this.#typed[path] === refused[path]
    const of = (all: Captions, isMeant: (path: string) => boolean): Captions =>
      Object.fromEntries(Object.entries(all).filter(([path]) => isMeant(path)))
    const replaced = of(captions, isReplaced)
    this.#typed = of(this.#typed, (path) => !(path in replaced))
    this.#pictures.setCaptions(replaced)
  }
}
