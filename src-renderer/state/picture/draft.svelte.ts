// The picture being asked for: every field of the left column, saved as it is typed.
import type { StackEntry } from '../../../src-main/contract/adapter.ts'
import { oneAtATime } from '../../../src-main/base/turns.ts'
import type { GenerationRequest, PictureRecord } from '../../../src-main/contract/generation.ts'
import type { ModelMemory, ModelSummary, Workspace } from '../../../src-main/contract/studio.ts'
import {
  fieldsThatDiffer,
  withFieldsOf,
  type WorkspaceChange,
  type WorkspaceField,
} from '../../../src-main/contract/workspace-fields.ts'
import type { Backend } from '../../backend/backend.ts'
import type { History } from '../history/history.svelte.ts'
import { isEqual } from '../history/is-equal.ts'
import type { Step, StepName } from '../history/step.ts'
import { takenBack } from '../history/taken-back.ts'
import type { Entry } from '../history/timeline.ts'
import { randomSeed } from './seed.ts'
import { merged } from './two-windows.ts'

export type Form = Workspace['request']
export type SettingsPart = 'all' | 'prompt' | 'seed' | 'stack'
/** What a step of the history holds: the fields of the form, and which words a card has put in. */
type Memory = Form & { insertedWords: Workspace['insertedWords'] }

/** How a change is told in the history; what is left out follows from the fields that change. */
export type ChangeHow = {
  name?: StepName
  /** Changes of one key that follow at once are one step. */
  key?: string | null
  /** One step with this one. */
  with?: Entry | null
  /** Nobody did it: it follows from something else. */
  silent?: true
}

const saveAfterMs = 250
const retryAfterMs = 2000

export class Draft {
  readonly #backend: Backend
  readonly #history: History
  #form = $state.raw<Form>() as Form
  #lastSeed = $state<string | null>(null)
  #advancedOpen = $state(false)
  #live = $state(false)
  #liveSteps = $state<number | null>(null)
  #insertedWords: Workspace['insertedWords']
  #selectedPictureId: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #saved = true
  /** What is changed last must arrive last. */
  readonly #inTurn = oneAtATime()
  /** As the host has it, for all this window knows. */
  #shared: Workspace
  /** Names this window among those that are open on the same draft. */
  readonly #window = Math.random().toString(36).slice(2)
  /** Fields whose words were last written here. */
  readonly #written = new Set<WorkspaceField>()
  readonly #listeners = new Set<(change: Partial<Form>) => void>()
  readonly #adoptions = new Set<(form: Form) => void>()
  readonly #restorers = new Set<() => void>()
  /** Keeps the tags of the prompt and the entries of the stack together. */
  #tie: (after: Form, before: Form) => Form = (after) => after

  constructor(backend: Backend, workspace: Workspace, history: History) {
    this.#backend = backend
    this.#history = history
    this.#form = workspace.request
    this.#lastSeed = workspace.lastSeed
    this.#advancedOpen = workspace.advancedOpen
    this.#live = workspace.live
    this.#liveSteps = workspace.liveSteps
    this.#insertedWords = workspace.insertedWords
    this.#selectedPictureId = workspace.selectedPictureId
    this.#shared = this.#workspace()
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

  /** Whether a picture is made again whenever a setting comes to rest. */
  get live(): boolean {
    return this.#live
  }
  set live(on: boolean) {
    this.#live = on
    this.#saveSoon()
  }
  /** Words that a card put into the prompt, by entry; those of entries that are gone are forgotten with them. */
  get insertedWords(): Workspace['insertedWords'] {
    return this.#insertedWords
  }

  /** Steps of a live picture; null follows the form. */
  get liveSteps(): number | null {
    return this.#liveSteps
  }
  set liveSteps(steps: number | null) {
    this.#liveSteps = steps
    this.#saveSoon()
  }

  /** Returns the step it became, if it was one. */
  change({ insertedWords, ...change }: Partial<Memory>, how: ChangeHow = {}): Entry | null {
    const before = this.#memory()
    if (insertedWords !== undefined) this.#insertedWords = insertedWords
    this.#put(change)
    return how.silent ? null : this.#record(before, how)
  }

  #put(change: Partial<Form>): void {
    this.#form = this.#tie({ ...this.#form, ...change }, this.#form)
    this.#saveSoon()
    for (const listener of this.#listeners) listener(change)
  }

  #memory(): Memory {
    return { ...this.#form, insertedWords: this.#insertedWords }
  }

  #record(before: Memory, { name, key, with: first = null }: ChangeHow): Entry | null {
    const after = this.#memory()
    const changed = Object.keys(after).filter(
      (field) => !isEqual(before[field as keyof Memory], after[field as keyof Memory]),
    )
    if (changed.length === 0) return null
    const field = changed.length === 1 ? (changed[0] as keyof Form) : null
    const step: Step<Partial<Memory>> = {
      name:
        name ?? ((words) => (field === null || field === 'carried' ? words.settings : words.fields[field])),
      key: key === undefined ? field : key,
      before: picked(before, changed),
      after: picked(after, changed),
      put: (to, from) => this.#restore(to, from),
    }
    return this.#history.record(step, first)
  }

  /** What was changed since stays. */
  #restore(to: Partial<Memory>, from: Partial<Memory>): void {
    const now = this.#memory()
    const { insertedWords, ...form } = takenBack(now, { ...now, ...from }, { ...now, ...to })
    this.#insertedWords = insertedWords
    this.#put(form)
    for (const listener of this.#restorers) listener()
  }

  /** Whoever makes a picture at every change. */
  onChange(listener: (change: Partial<Form>) => void): void {
    this.#listeners.add(listener)
  }

  /** Something was taken back, which may name what is elsewhere by now. */
  onRestore(listener: () => void): void {
    this.#restorers.add(listener)
  }

  /** One rule that every change of the form goes through. */
  agreeWith(tie: (after: Form, before: Form) => Form): void {
    this.#tie = tie
    this.#form = tie(this.#form, this.#form)
  }

  remember(selectedPictureId: string | null): void {
    if (this.#selectedPictureId === selectedPictureId) return
    this.#selectedPictureId = selectedPictureId
    this.#saveSoon()
  }

  /** A checkpoint brings what it was last used with, else its own size: one step. */
  async chooseModel(id: string, ownSize: { width: number; height: number } | null): Promise<Entry | null> {
    const how: ChangeHow = { name: (words) => words.fields.model, key: 'model' }
    const chosen = this.change({ model: id }, how)
    const memory = await this.#backend.models.choose({ id })
    if (this.#form.model === id)
      this.change({ vae: null, ...ownSize, ...known(memory) }, { ...how, with: chosen })
    return chosen
  }

  /** What *Generate* sends; a random seed is drawn now and remembered. */
  nextRequest(): GenerationRequest {
    const seed = this.#form.seed ?? randomSeed()
    this.#lastSeed = seed
    this.#saveSoon()
    return { ...this.#form, seed }
  }

  /** Pins the last seed, or one drawn now, so that only what is changed changes. */
  pinSeed(): void {
    if (this.#form.seed === null) this.change({ seed: this.#lastSeed ?? randomSeed() })
  }

  /** One picture of the seed seen last, so that only what was changed changes. */
  draftRequest(): GenerationRequest {
    const seed = this.#form.seed ?? this.#lastSeed ?? randomSeed()
    if (this.#form.seed === null && this.#lastSeed === null) {
      this.#lastSeed = seed
      this.#saveSoon()
    }
    return { ...this.#form, seed, batch: 1, steps: this.#liveSteps ?? this.#form.steps }
  }

  /** Takes a picture's settings over; one step of the history. */
  takeOver(record: PictureRecord, part: SettingsPart, models: readonly ModelSummary[]): Entry | null {
    const { request, seed } = record
    const { prompt, negativePrompt } = request
    const { batch } = this.#form
    const parts: Record<SettingsPart, () => Partial<Form>> = {
      seed: () => ({ seed }),
      stack: () => ({ stack: request.stack.map(withoutTag) }),
      prompt: () => ({ prompt, negativePrompt }),
      all: () => ({
        ...request,
        carried: request.carried ?? null,
        ...modelOf(record, models, this.#form),
        seed,
        batch,
      }),
    }
    return this.change(parts[part](), { name: (words) => words.settingsUsed, key: null })
  }

  saveOnLeave(): void {
    if (this.#saved) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#backend.leaving.workspace.save(this.#change(this.#workspace()))
  }

  #saveSoon(afterMs = saveAfterMs): void {
    this.#saved = false
    this.#timer ??= setTimeout(() => void this.#inTurn(() => this.#save()), afterMs)
  }

  async #save(): Promise<void> {
    this.#timer = undefined
    const workspace = this.#workspace()
    const change = this.#change(workspace)
    const before = this.#shared
    try {
      if (change.changed.length > 0) await this.#backend.workspace.save(change)
      // Another window changed these meanwhile: which of the two came last is not known here, so they are sent again.
      const crossed = new Set(fieldsThatDiffer(before, this.#shared))
      const sent = change.changed.filter((field) => !crossed.has(field))
      this.#shared = withFieldsOf(this.#shared, workspace, sent)
      for (const field of change.changed) this.#written.add(field)
      if (sent.length < change.changed.length) this.#saveSoon()
      this.#saved = this.#timer === undefined
    } catch {
      // The host is away; the connection line says so. Nothing typed is lost: it is sent again.
      this.#saveSoon(retryAfterMs)
    }
  }

  #change(workspace: Workspace): WorkspaceChange {
    return { window: this.#window, workspace, changed: fieldsThatDiffer(this.#shared, workspace) }
  }

  /**
   * What another window changed, or what was missed while the host was away.
   * Returns fields whose words here gave way.
   */
  adopt(from: {
    window: string | null
    workspace: Workspace
    changed: readonly WorkspaceField[]
  }): WorkspaceField[] {
    if (from.window === this.#window) return []
    const { mine, shared, taken } = merged(this.#workspace(), this.#shared, from.workspace, from.changed)
    this.#shared = shared
    if (taken.length === 0) return []
    const replaced = taken.filter((field) => this.#written.delete(field))
    this.#insertedWords = mine.insertedWords
    this.#form = this.#tie(mine.request, this.#form)
    for (const listener of this.#adoptions) listener(mine.request)
    return replaced
  }

  /** Whoever has to know when another window changed the form; nothing is made for that. */
  onAdopt(listener: (form: Form) => void): void {
    this.#adoptions.add(listener)
  }

  #wordsOfEntries(): Workspace['insertedWords'] {
    const ids = new Set(this.#form.stack.map(({ id }) => id))
    return Object.fromEntries(
      Object.entries(this.#insertedWords).filter(([id, words]) => ids.has(id) && words.length > 0),
    )
  }

  #workspace(): Workspace {
    return {
      request: this.#form,
      lastSeed: this.#lastSeed,
      advancedOpen: this.#advancedOpen,
      live: this.#live,
      liveSteps: this.#liveSteps,
      insertedWords: this.#wordsOfEntries(),
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
  record: PictureRecord,
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

/** A stack without its prompt: its tags are not there, so its entries stand alone. */
function withoutTag(entry: StackEntry): StackEntry {
  return { ...entry, fromTag: false }
}

function picked<Values extends object>(values: Values, keys: readonly string[]): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))) as Partial<Values>
}
