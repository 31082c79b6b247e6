// One training project while it is written: its draft, saved as it is typed, and where in the wizard one is.
import { oneAtATime } from '../../../src-main/base/turns.ts'
import { SvelteSet } from 'svelte/reactivity'
import { contradictions, idleFields } from '../../../src-main/contract/recipe-rules.ts'
import {
  wizardSteps,
  type ProjectEdit,
  type RecipeDraft,
  type TrainingProject,
  type WizardStep,
} from '../../../src-main/contract/training-project.ts'
import type { Remark } from '../../../src-main/messages/table.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { History } from '../history/history.svelte.ts'
import type { StepName } from '../history/step.ts'
import { takenBack } from '../history/taken-back.ts'
import type { Entry } from '../history/timeline.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { failureReport } from '../failure.ts'
import { PictureSet } from './picture-set.svelte.ts'
import { readDraft, withFields, type ReadDraft } from './recipe-draft.ts'

const saveAfterMs = 300
const retryAfterMs = 2000

export type EditorParts = {
  backend: Backend
  studio: Studio
  histories: Histories
  toasts: Toasts
}

/** What a step of the history holds. */
type Written = { recipe?: RecipeDraft; name?: string; preset?: TrainingProject['preset'] }
export type EditHow = {
  name?: StepName
  /** Changes of one key that follow at once are one step. */
  key?: string | null
  preset?: TrainingProject['preset']
  /** Said, with the way back. */
  message?: string
  /** After it was done, taken back, or done again. */
  then?: () => void
}

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
  #adding = $state(false)
  #pending: ProjectEdit = {}
  /** On its way to the host. */
  #sent: ProjectEdit = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #inTurn = oneAtATime()
  /** Steps that were looked at: only those are ticked. */
  readonly #seen = new SvelteSet<WizardStep>()
  readonly pictures: PictureSet

  readonly project: TrainingProject = $derived.by(() => this.#found() ?? this.#lastKnown)
  readonly read: ReadDraft = $derived(readDraft(this.#recipe))
  readonly faults: Readonly<Record<string, Remark>> = $derived(
    Object.fromEntries(this.read.faults.map(({ field, why }) => [field, why])),
  )
  /** Why a field would do nothing, by dotted name: only of those that are set. */
  readonly idle: Readonly<Record<string, Remark>> = $derived(
    Object.fromEntries(idleFields(this.read.recipe).map(({ field, why }) => [field, why])),
  )
  readonly contradiction = $derived(
    contradictions.find(({ when, problem }) => problem.code !== 'recipe/no-word' && when(this.read.recipe))
      ?.problem ?? null,
  )
  #lastKnown: TrainingProject

  constructor(project: TrainingProject, parts: EditorParts) {
    this.id = project.id
    this.#parts = parts
    this.#lastKnown = project
    this.#adopt(project)
    const upTo = wizardSteps.indexOf(project.place)
    for (const step of wizardSteps.slice(0, upTo)) this.#seen.add(step)
    this.pictures = new PictureSet(project.id, parts.backend)
    parts.studio.listen((event) => {
      const project =
        event.type === 'snapshot' ? this.#found() : event.type === 'training' ? event.project : null
      if (project?.id !== this.id) return
      this.#lastKnown = project
      // It may have been away, and what was typed waits.
      if (this.#isDirty && this.#timer === undefined) this.#saveSoon({})
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

  /** Whether pictures are on their way into the project. */
  get adding(): boolean {
    return this.#adding
  }

  seen(step: WizardStep): boolean {
    return this.#seen.has(step)
  }

  /** Fields by dotted name; `undefined` goes back to the default. */
  change(fields: Readonly<Record<string, unknown>>, how: EditHow = {}): void {
    const names = Object.keys(fields)
    this.take(withFields(this.#recipe, fields), {
      name: (words) => words.recipeField(names.join(', ')),
      key: `recipe ${names.join(' ')}`,
      ...how,
    })
  }

  /** Another recipe, and with it another preset where one is given: one step. */
  take(recipe: RecipeDraft, { preset, ...how }: EditHow = {}): Entry | null {
    const before: Written = { recipe: this.#recipe }
    const after: Written = { recipe }
    if (preset !== undefined) Object.assign(before, { preset: this.project.preset })
    if (preset !== undefined) Object.assign(after, { preset })
    return this.#write(before, after, { name: (words) => words.recipe, ...how })
  }

  rename(name: string): void {
    this.#write({ name: this.#name }, { name }, { name: (words) => words.renamed, key: 'name' })
  }

  #write(before: Written, after: Written, { name, key = null, message, then }: EditHow): Entry | null {
    const { histories, toasts } = this.#parts
    const put = (to: Written, from: Written): void => {
      this.#put(to, from)
      then?.()
    }
    put(after, before)
    const step = this.#history.record<Written>({ name: name!, key, before, after, put })
    if (message !== undefined) toasts.say(message, histories.wayBack(this.#history, step))
    return step
  }

  /** What was changed since stays. */
  #put(to: Written, from: Written): void {
    if (to.recipe !== undefined && from.recipe !== undefined) {
      this.#recipe = takenBack(this.#recipe, from.recipe, to.recipe)
      this.#saveSoon({ recipe: this.#recipe })
    }
    if (to.name !== undefined) {
      this.#name = to.name
      const name = to.name.trim().slice(0, 100)
      if (name !== '') this.#saveSoon({ name })
    }
    if ('preset' in to) {
      this.#learn({ ...this.project, preset: to.preset ?? null })
      this.#saveSoon({ preset: to.preset ?? null })
    }
  }

  get #history(): History {
    return this.#parts.histories.at('train', this.id)
  }

  go(place: WizardStep): void {
    this.#seen.add(this.#place)
    this.#place = place
    this.#saveSoon({ place })
    void this.flush()
  }

  leaveOut(paths: readonly string[], out: boolean, message?: string): void {
    const { histories, toasts } = this.#parts
    this.#leaveOut(paths, out)
    const step = this.#history.record({
      name: (words) => (out ? words.leftOut : words.broughtBack)(String(paths.length)),
      key: null,
      before: !out,
      after: out,
      put: (to) => this.#leaveOut(paths, to),
    })
    if (message !== undefined) toasts.say(message, histories.wayBack(this.#history, step))
  }

  #leaveOut(paths: readonly string[], out: boolean): void {
    const others = this.#leftOut.filter((path) => !paths.includes(path))
    this.#leftOut = out ? [...others, ...paths] : others
    this.pictures.leaveOut(paths, out)
    this.#saveSoon({ leftOut: [...this.#leftOut] })
  }

  /** Everything typed is with the host when this returns. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#inTurn(() => this.#save())
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
      this.#failUnlessShown(error)
    } finally {
      if (this.#reviewing === started) this.#reviewing = null
    }
  }

  async start(): Promise<boolean> {
    try {
      await this.flush()
      this.#learn(await this.#parts.backend.training.start({ id: this.id }))
      this.go('run')
      return true
    } catch (error) {
      this.#failUnlessShown(error)
      return false
    }
  }

  /** What the review says already is not said once more. */
  #failUnlessShown(error: unknown): void {
    const report = failureReport(error)
    if (this.project.review?.problem?.code !== report.code) this.#parts.toasts.fail(report)
  }

  /** Whether all of them arrived; what kept one from it is told. */
  async addPictures(files: readonly File[]): Promise<boolean> {
    if (files.length === 0) return true
    this.#adding = true
    const all = await this.#parts.toasts.attempt(async () => {
      await this.flush()
      const { backend } = this.#parts
      for (const file of files) await backend.uploadPicture(this.id, file)
      const project = await backend.training.useUploads({ id: this.id })
      this.#learn(project)
      this.#adopt(project)
      await this.pictures.load()
    })
    this.#adding = false
    return all
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

  /** What is in the trash is not written to; it is when it comes back. */
  get #isThere(): boolean {
    return this.#parts.studio.data.trainings.some(({ id }) => id === this.id)
  }

  async #save(): Promise<void> {
    const edit = this.#pending
    if (Object.keys(edit).length === 0 || !this.#isThere) return
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
