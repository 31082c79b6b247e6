// Models and adapters that are dropped: what the library knows is used at once, for the rest a folder is asked for.
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import type { KnownFile } from '../../../src-main/contract/shown-file.ts'
import type { ModelSummary, Settings } from '../../../src-main/contract/studio.ts'
import type { Backend } from '../../backend/backend.ts'
import type { DesktopBridge } from '../../backend/desktop.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Entry } from '../history/timeline.ts'
import type { Look } from '../look.svelte.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Stack } from '../stack/stack.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { Dropped } from './dropped.ts'
import type { DropTaker } from './drops.svelte.ts'
import { shownFile } from './shown-file.ts'

export type DroppedWeightsParts = {
  backend: Backend
  desktop: DesktopBridge | null
  studio: Studio
  draft: Draft
  stack: Stack
  histories: Histories
  toasts: Toasts
  look: Look
  setSettings(change: Partial<Settings>): Promise<void>
}

/** What lies in no model folder: a desktop knows where it lies, and the folder can become one. */
export type FolderQuestion = {
  names: readonly string[]
  /** Empty in a browser, which does not say. */
  folders: readonly string[]
  answer(add: boolean): void
}

export class DroppedWeights {
  readonly #parts: DroppedWeightsParts
  #question = $state.raw<FolderQuestion | null>(null)

  /** Of files, wherever they are dropped. */
  readonly files: DropTaker = {
    kinds: ['weights'],
    says: (words) => words.drops.toCreate,
    take: (dropped) => this.#take(dropped),
  }
  /** Of folders; only a desktop knows which one it is. */
  readonly folders: DropTaker = {
    kinds: ['folder'],
    says: (words) => words.drops.toLibrary,
    take: (dropped) => this.#takeFolders(dropped),
  }

  constructor(parts: DroppedWeightsParts) {
    this.#parts = parts
  }

  get question(): FolderQuestion | null {
    return this.#question
  }

  async #take(dropped: readonly Dropped[]): Promise<void> {
    const files = dropped.flatMap(({ file }) => file ?? [])
    const unknown = await this.#use(files)
    if (unknown.length === 0) return
    const folders = new Set(unknown.flatMap((file) => parentOf(this.#pathOf(file)) ?? []))
    const names = unknown.map(({ name }) => name)
    if (!(await this.#mayAdd(names, [...folders]))) return
    const { toasts, look } = this.#parts
    for (const { name } of await this.#use(unknown)) toasts.say(look.words.drops.notRead(name))
  }

  async #takeFolders(dropped: readonly Dropped[]): Promise<void> {
    const { toasts, look } = this.#parts
    const folders = dropped.flatMap(({ file }) => this.#pathOf(file) ?? [])
    const names = dropped.map(({ name }) => name)
    if (await this.#mayAdd(names, folders)) toasts.say(look.words.drops.folderAdded(folders.join(', ')))
  }

  #pathOf(file: File | null): string | null {
    return file === null ? null : (this.#parts.desktop?.pathOf(file) ?? null)
  }

  /** Asks; whether the folders are model folders now. Errors: those of the setting. */
  async #mayAdd(names: readonly string[], folders: readonly string[]): Promise<boolean> {
    const wanted = await new Promise<boolean>((resolve) => {
      this.#question?.answer(false)
      this.#question = { names, folders, answer: resolve }
    })
    this.#question = null
    if (!wanted || folders.length === 0) return false
    const { modelFolders } = this.#parts.studio.data.settings
    await this.#parts.setSettings({ modelFolders: [...new Set([...modelFolders, ...folders])] })
    return folders.every((folder) => this.#parts.studio.data.settings.modelFolders.includes(folder))
  }

  /** Uses what the library knows of these; returns the others. */
  async #use(files: readonly File[]): Promise<File[]> {
    const known: KnownFile[] = []
    const unknown: File[] = []
    for (const file of files) {
      const found = await this.#parts.backend.library.recognise(await shownFile(file))
      if (found === null) unknown.push(file)
      else known.push(found)
    }
    this.#addToStack(known.flatMap((one) => (one.kind === 'adapter' ? one.adapter : [])))
    await this.#choose(known.flatMap((one) => (one.kind === 'model' ? one.model : [])))
    return unknown
  }

  #addToStack(adapters: readonly AdapterSummary[]): void {
    const { stack, toasts, look } = this.#parts
    const words = look.words.drops
    for (const { problem } of adapters) if (problem !== null) toasts.fail(problem)
    const usable = adapters.filter(({ problem }) => problem === null)
    for (const { id, name } of usable) if (stack.has(id)) toasts.say(words.inStack(name))
    // Two copies are one adapter.
    const different = [...new Map(usable.map((one) => [one.id, one])).values()]
    const fresh = different.filter(({ id }) => !stack.has(id))
    const step = stack.add(...different)
    if (step !== null) this.#say(words.added(fresh.map(({ name }) => name).join(', ')), step)
  }

  /** There is one base, and one VAE: of several, the first is used, and the others are in the list. */
  async #choose(models: readonly ModelSummary[]): Promise<void> {
    const { draft, toasts, look } = this.#parts
    const words = look.words.drops
    for (const { problem } of models) if (problem !== null) toasts.fail(problem)
    const usable = models.filter(({ problem }) => problem === null)
    const base = usable.find(({ kind }) => kind === 'checkpoint')
    const vae = usable.find(({ kind }) => kind === 'vae')
    for (const other of usable) if (other !== base && other !== vae) toasts.say(words.alsoListed(other.name))
    if (base !== undefined)
      this.#say(words.chosen(base.name), await draft.chooseModel(base.id, base.defaultSize))
    // A base brings its own.
    if (vae !== undefined) this.#say(words.chosenVae(vae.name), draft.change({ vae: vae.id }))
  }

  #say(message: string, step: Entry | null): void {
    const { histories, toasts } = this.#parts
    toasts.say(message, histories.wayBack(histories.at('create'), step))
  }
}

function parentOf(path: string | null): string | null {
  return path?.replace(/[\\/][^\\/]*$/, '') ?? null
}
