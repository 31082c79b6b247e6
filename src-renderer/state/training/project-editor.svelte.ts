// One training project while it is written: its draft, saved as it is typed, and where in the wizard one is.
import { SvelteSet } from 'svelte/reactivity'
import { contradictions, idleFields } from '../../../src-main/contract/recipe-rules.ts'
import {
  wizardSteps,
  type ProjectEdit,
  type RecipeDraft,
  type TrainingProject,
  type WizardStep,
} from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { failureReport } from '../failure.ts'
import { PictureSet } from './picture-set.svelte.ts'
import { readDraft, withFields, type ReadDraft } from './recipe-draft.ts'

const saveAfterMs = 300
const retryAfterMs = 2000

export type EditorParts = { backend: Backend; studio: Studio; toasts: Toasts }

export class ProjectEditor {
  readonly id: string
  readonly #parts: EditorParts
  #recipe = $state.raw<RecipeDraft>() as RecipeDraft
  #name = $state('')
  #place = $state<WizardStep>('learn')
  #leftOut = $state.raw<readonly string[]>([])
  #savedAt = $state<string>('')
  #saving = $state(false)
  #reviewing = $state<number | null>(null)
  #pending: ProjectEdit = {}
  /** On its way to the host. */
  #sent: ProjectEdit = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #saves: Promise<void> = Promise.resolve()
  /** Steps that were looked at: only those are ticked. */
  readonly #seen = new SvelteSet<WizardStep>()
  readonly pictures: PictureSet

  readonly project: TrainingProject = $derived.by(() => this.#found() ?? this.#lastKnown)
  readonly read: ReadDraft = $derived(readDraft(this.#recipe))
  readonly faults: Readonly<Record<string, string>> = $derived(
    Object.fromEntries(this.read.faults.map(({ field, message }) => [field, message])),
  )
  /** Why a field would do nothing, by dotted name: only of those that are set. */
  readonly idle: Readonly<Record<string, string>> = $derived(
    Object.fromEntries(idleFields(this.read.recipe).map(({ field, because }) => [field, because])),
  )
  readonly contradiction = $derived(
    contradictions.find(({ when, code }) => code !== 'recipe/no-word' && when(this.read.recipe)) ?? null,
  )
  #lastKnown: TrainingProject
  readonly #leave: () => void

  constructor(project: TrainingProject, parts: EditorParts) {
    this.id = project.id
    this.#parts = parts
    this.#lastKnown = project
    this.#adopt(project)
    const upTo = wizardSteps.indexOf(project.place)
    for (const step of wizardSteps.slice(0, upTo)) this.#seen.add(step)
    this.pictures = new PictureSet(project.id, parts.backend)
    this.#leave = parts.studio.listen((event) => {
      const project =
        event.type === 'snapshot' ? this.#found() : event.type === 'training' ? event.project : null
      if (project?.id !== this.id) return
      this.#lastKnown = project
      // Another window may write too; what is typed here and not saved yet wins.
      if (!this.#isDirty && !this.#saving) this.#adopt(project)
    })
  }

  get recipe(): RecipeDraft {
    return this.#recipe
  }
  get name(): string {
    return this.#name
  }
  get place(): WizardStep {
    return this.#place
  }
  get leftOut(): readonly string[] {
    return this.#leftOut
  }
  /** ISO time of the last save. */
  get savedAt(): string {
    return this.#savedAt
  }
  get saving(): boolean {
    return this.#saving
  }
  /** When the measuring began, in milliseconds; null while nothing is measured. */
  get reviewing(): number | null {
    return this.#reviewing
  }

  seen(step: WizardStep): boolean {
    return this.#seen.has(step)
  }

  /** Fields by dotted name; `undefined` goes back to the default. Returns the recipe as it was. */
  change(fields: Readonly<Record<string, unknown>>): RecipeDraft {
    return this.take(withFields(this.#recipe, fields))
  }

  take(recipe: RecipeDraft): RecipeDraft {
    const before = this.#recipe
    this.#recipe = recipe
    this.#saveSoon({ recipe })
    return before
  }

  rename(name: string): void {
    this.#name = name
    if (name.trim() !== '') this.#saveSoon({ name: name.trim().slice(0, 100) })
  }

  go(place: WizardStep): void {
    this.#seen.add(this.#place)
    this.#place = place
    this.#saveSoon({ place })
    void this.flush()
  }

  setPreset(preset: TrainingProject['preset']): void {
    this.#learn({ ...this.project, preset })
    this.#saveSoon({ preset })
  }

  leaveOut(paths: readonly string[], out: boolean): void {
    const others = this.#leftOut.filter((path) => !paths.includes(path))
    this.#leftOut = out ? [...others, ...paths] : others
    this.pictures.leaveOut(paths, out)
    this.#saveSoon({ leftOut: [...this.#leftOut] })
  }

  /** Everything typed is with the host when this returns. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isDirty) this.#saves = this.#saves.then(() => this.#save())
    await this.#saves
  }

  /** Nobody looks at it any more. */
  close(): void {
    clearTimeout(this.#timer)
    this.#leave()
  }

  /** What the host may not have yet, once more, as the page is about to go. */
  saveOnLeave(): void {
    const edit = { ...this.#sent, ...this.#pending }
    if (Object.keys(edit).length > 0) this.#parts.backend.leaving.training.edit({ id: this.id, edit })
  }

  /** Measures one real step of what is written here. */
  async review(): Promise<void> {
    const started = Date.now()
    this.#reviewing = started
    try {
      await this.flush()
      const review = await this.#parts.backend.training.review({ id: this.id })
      if (this.#reviewing !== started) return
      this.#learn({ ...this.project, review })
    } catch (error) {
      this.#parts.toasts.fail(failureReport(error))
    } finally {
      if (this.#reviewing === started) this.#reviewing = null
    }
  }

  async start(): Promise<boolean> {
    return this.#parts.toasts.attempt(async () => {
      await this.flush()
      this.#learn(await this.#parts.backend.training.start({ id: this.id }))
      this.go('run')
    })
  }

  async addPictures(files: readonly File[]): Promise<void> {
    await this.#parts.toasts.attempt(async () => {
      await this.flush()
      const { backend } = this.#parts
      for (const file of files) await backend.uploadPicture(this.id, file)
      const project = await backend.training.useUploads({ id: this.id })
      this.#learn(project)
      this.#adopt(project)
      await this.pictures.load()
    })
  }

  #found(): TrainingProject | undefined {
    return this.#parts.studio.project(this.id) ?? undefined
  }

  #learn(project: TrainingProject): void {
    this.#lastKnown = project
    this.#parts.studio.learn({ type: 'training', project })
  }

  #adopt({ recipe, name, place, leftOut, editedAt }: TrainingProject): void {
    this.#recipe = recipe
    this.#name = name
    this.#place = place
    this.#leftOut = leftOut
    this.#savedAt = editedAt
  }

  get #isDirty(): boolean {
    return Object.keys(this.#pending).length > 0
  }

  #saveSoon(edit: ProjectEdit, afterMs = saveAfterMs): void {
    this.#pending = { ...this.#pending, ...edit }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), afterMs)
  }

  async #save(): Promise<void> {
    const edit = this.#pending
    if (Object.keys(edit).length === 0) return
    this.#pending = {}
    this.#sent = edit
    this.#saving = true
    try {
      const project = await this.#parts.backend.training.edit({ id: this.id, edit })
      this.#savedAt = project.editedAt
      this.#learn(project)
    } catch (error) {
      this.#parts.toasts.fail(failureReport(error))
      // Nothing typed is lost: it is sent again, beneath what was typed since.
      this.#saveSoon({ ...edit, ...this.#pending }, retryAfterMs)
    } finally {
      this.#sent = {}
      this.#saving = false
    }
  }
}
