// The picture being asked for: every field of the left column, saved as it is typed.
import type { GenerationRequest } from '../../src-main/contract/generation.ts'
import type { ModelMemory, ModelSummary, PictureSummary, Workspace } from '../../src-main/contract/studio.ts'
import type { Backend } from '../backend/backend.ts'
import { randomSeed } from './seed.ts'

export type Form = Workspace['request']
export type SettingsPart = 'all' | 'prompt' | 'seed'

const saveAfterMs = 250
const retryAfterMs = 2000

export class Draft {
  readonly #backend: Backend
  #form = $state.raw<Form>() as Form
  #lastSeed = $state<string | null>(null)
  #advancedOpen = $state(false)
  #selectedPictureId: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #saved = true
  #changed: (() => void) | null = null

  constructor(backend: Backend, workspace: Workspace) {
    this.#backend = backend
    this.#form = workspace.request
    this.#lastSeed = workspace.lastSeed
    this.#advancedOpen = workspace.advancedOpen
    this.#selectedPictureId = workspace.selectedPictureId
  }

  get form(): Form {
    return this.#form
  }
  /** The seed of the last picture asked for; one click pins it. */
  get lastSeed(): string | null {
    return this.#lastSeed
  }
  get advancedOpen(): boolean {
    return this.#advancedOpen
  }
  set advancedOpen(open: boolean) {
    this.#advancedOpen = open
    this.#saveSoon()
  }

  change(change: Partial<Form>): void {
    this.#form = { ...this.#form, ...change }
    this.#saveSoon()
    this.#changed?.()
  }

  /** Whoever makes a picture at every change. */
  onChange(listener: () => void): void {
    this.#changed = listener
  }

  remember(selectedPictureId: string | null): void {
    if (this.#selectedPictureId === selectedPictureId) return
    this.#selectedPictureId = selectedPictureId
    this.#saveSoon()
  }

  /** A checkpoint brings what it was last used with, else its own size. */
  async chooseModel(id: string, ownSize: { width: number; height: number } | null): Promise<void> {
    this.change({ model: id })
    const memory = await this.#backend.modelMemory(id)
    if (this.#form.model !== id) return
    this.change({ vae: null, ...ownSize, ...known(memory) })
  }

  /** What *Generate* sends; a random seed is drawn now and remembered. */
  nextRequest(): GenerationRequest {
    const seed = this.#form.seed ?? randomSeed()
    this.#lastSeed = seed
    this.#saveSoon()
    return { ...this.#form, seed }
  }

  /** Takes a picture's settings over; returns the function that puts the old ones back. */
  takeOver(picture: PictureSummary, part: SettingsPart, models: readonly ModelSummary[]): () => void {
    const before = this.#form
    const { request, seed } = picture.record
    if (part === 'seed') this.change({ seed })
    else if (part === 'prompt')
      this.change({ prompt: request.prompt, negativePrompt: request.negativePrompt })
    else this.change({ ...request, ...modelOf(picture, models, before), seed, batch: before.batch })
    return () => this.change(before)
  }

  saveOnLeave(): void {
    if (this.#saved) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#backend.saveWorkspaceOnLeave(this.#workspace())
  }

  #saveSoon(afterMs = saveAfterMs): void {
    this.#saved = false
    this.#timer ??= setTimeout(() => void this.#save(), afterMs)
  }

  async #save(): Promise<void> {
    this.#timer = undefined
    try {
      await this.#backend.saveWorkspace(this.#workspace())
      this.#saved = this.#timer === undefined
    } catch {
      // The host is away; the connection line says so. Nothing typed is lost: it is sent again.
      this.#saveSoon(retryAfterMs)
    }
  }

  #workspace(): Workspace {
    return {
      request: this.#form,
      lastSeed: this.#lastSeed,
      advancedOpen: this.#advancedOpen,
      selectedPictureId: this.#selectedPictureId,
    }
  }
}

/** What a checkpoint remembers, without what it does not. */
function known(memory: ModelMemory): Partial<Form> {
  return Object.fromEntries(Object.entries(memory).filter(([, value]) => value !== undefined))
}

/** The picture's model and VAE where they are still known, by id, else by name. */
function modelOf(
  { record }: PictureSummary,
  models: readonly ModelSummary[],
  before: Form,
): Pick<Form, 'model' | 'vae'> {
  const find = (id: string | null, name: string | undefined): ModelSummary | undefined =>
    models.find((model) => model.id === id) ?? models.find((model) => model.name === name)
  const vae = record.vae === null ? null : find(record.request.vae, record.vae.name)
  return {
    model: find(record.request.model, record.model.name)?.id ?? before.model,
    vae: vae === null ? null : (vae?.id ?? before.vae),
  }
}
