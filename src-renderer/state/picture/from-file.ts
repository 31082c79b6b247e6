// A picture's settings, from its file or a pasted text: taken over as one step, and what has no place is told.
import { AppError } from '../../../src-main/base/errors.ts'
import { mostPictureBytes, type PictureSettings } from '../../../src-main/contract/picture-settings.ts'
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Messages } from '../../messages/en.ts'
import type { DropTaker } from '../drops/drops.svelte.ts'
import type { Dropped } from '../drops/dropped.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { chooseFile } from './choose-file.ts'
import type { Draft } from './draft.svelte.ts'

export type FromFileParts = {
  backend: Pick<Backend, 'pictureSettings' | 'pictureFile' | 'prompt'>
  draft: Draft
  histories: Histories
  toasts: Toasts
  look: Look
}

/** A picture that takes longer than this to be read is said to be. */
const patienceMs = 500
const formats = ['image/png', 'image/jpeg', 'image/webp', 'image/avif']

export class FromFile {
  readonly #parts: FromFileParts
  #asked = 0

  /** For whoever shows Create: a picture that is let go there. */
  readonly taker: DropTaker = {
    kinds: ['picture'],
    says: (words: Messages) => words.fromFile.dropped,
    take: (dropped) => this.#takeFirst(dropped),
  }

  constructor(parts: FromFileParts) {
    this.#parts = parts
  }

  async choose(): Promise<void> {
    const file = await chooseFile(formats)
    if (file !== null) await this.take(file)
  }

  /** Failures are told. */
  async take(file: File): Promise<void> {
    const { backend, toasts, look } = this.#parts
    const words = look.words.fromFile
    const patience = setTimeout(() => toasts.brief(words.reading(file.name)), patienceMs)
    await this.#use(words.used(file.name), words.usedInPart(file.name), () => {
      if (file.size > mostPictureBytes)
        throw new AppError('picture-settings/too-large', { megabytes: mostPictureBytes / 2 ** 20 })
      return backend.pictureSettings(file)
    })
    clearTimeout(patience)
  }

  /** A text that says how a picture was made. Failures are told. */
  async takeText(text: string): Promise<void> {
    const { used, usedInPart } = this.#parts.look.words.fromFile.pasted
    await this.#use(used, usedInPart, () => this.#parts.backend.prompt.pastedSettings({ text }))
  }

  /** Of two that are asked for at once, the later one counts. */
  async #use(used: string, usedInPart: string, read: () => Promise<PictureSettings | null>): Promise<void> {
    const { draft, histories, toasts } = this.#parts
    const ask = ++this.#asked
    await toasts.attempt(async () => {
      const found = await read()
      if (found === null || ask !== this.#asked) return
      const { settings, left } = found
      const step = draft.change(
        { ...settings, carried: settings.carried ?? null },
        { name: (names) => names.settingsUsed, key: null },
      )
      const history = histories.at('create')
      const wayBack = histories.wayBack(history, step)
      /** They are in use until that is taken back. */
      const holds = (): boolean => step === null || history.timeline.done.includes(step)
      if (left.length === 0) toasts.say(used, wayBack)
      else toasts.tell(usedInPart, left, { action: wayBack, holds })
    })
  }

  /** Of a picture of the gallery that another program made. */
  async takeFrom({ url, fileName }: Pick<PictureSummary, 'url' | 'fileName'>): Promise<void> {
    const { backend, toasts } = this.#parts
    const name = fileName.slice(fileName.lastIndexOf('/') + 1)
    await toasts.attempt(async () => this.take(await backend.pictureFile(url, name)))
  }

  /** A draft has the settings of one picture. */
  async #takeFirst(dropped: readonly Dropped[]): Promise<void> {
    const [file, ...others] = dropped.flatMap((one) => one.file ?? [])
    if (file === undefined) return
    if (others.length > 0) this.#parts.toasts.say(this.#parts.look.words.fromFile.onlyFirst(file.name))
    await this.take(file)
  }
}
