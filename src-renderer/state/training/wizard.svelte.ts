// The Train view: all projects, the one that is open, and making and removing them.
import { invariant } from '../../../src-main/base/errors.ts'
import type { PresetName } from '../../../src-main/contract/recipe-presets.ts'
import type {
  DamagedProject,
  TrainingProject,
  TrainingSummary,
} from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Place } from '../place.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { CaptionDesk } from './caption-desk.svelte.ts'
import { OpenedConfiguration, readConfiguration } from './opened-configuration.svelte.ts'
import { ProjectEditor } from './project-editor.svelte.ts'

export type WizardParts = {
  backend: Backend
  studio: Studio
  histories: Histories
  toasts: Toasts
  look: Look
  place: Place
}
export type OpenProject = {
  editor: ProjectEditor
  desk: CaptionDesk
  configuration: OpenedConfiguration
}

export class Wizard {
  readonly #parts: WizardParts
  readonly #open = new Map<string, OpenProject>()

  /** Last edited first. */
  readonly projects: readonly TrainingSummary[] = $derived.by(() =>
    this.#parts.studio.data.trainings.toSorted((a, b) => b.editedAt.localeCompare(a.editedAt)),
  )

  readonly damaged: readonly DamagedProject[] = $derived.by(() => this.#parts.studio.data.damagedTrainings)

  constructor(parts: WizardParts) {
    this.#parts = parts
  }

  /** Null for one that is not there, `coming` while the whole of it is on its way. */
  open(id: string | null): OpenProject | 'coming' | null {
    const { studio } = this.#parts
    if (id === null || !studio.data.trainings.some((one) => one.id === id)) return null
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const project = studio.project(id)
    return project === null ? 'coming' : this.#begin(project)
  }

  /** Fetches what `open` needs. A host that is away is told elsewhere, and asked again when it is back. */
  async load(id: string | null): Promise<void> {
    const { studio } = this.#parts
    if (id === null || !studio.data.trainings.some((one) => one.id === id)) return
    await studio.openProject(id).catch(() => undefined)
  }

  #begin(project: TrainingProject): OpenProject {
    // It outlives the view that asks first, as its history does: what is derived in it belongs to no component.
    $effect.root(() => {
      const editor = new ProjectEditor(project, this.#parts)
      const desk = new CaptionDesk(project.id, editor.pictures, this.#parts)
      const configuration = new OpenedConfiguration(editor, this.#parts)
      this.#open.set(project.id, { editor, desk, configuration })
    })
    return this.#open.get(project.id)!
  }

  async create(preset: PresetName | null): Promise<TrainingProject | null> {
    let made: TrainingProject | null = null
    await this.#parts.toasts.attempt(async () => {
      made = await this.#make(preset)
      this.#parts.place.go('train', made.id)
    })
    return made
  }

  /** One with the recipe of another, opened: the same pictures, captions and settings, and a run of its own. */
  async createLike({ preset, name, recipe }: TrainingProject): Promise<void> {
    const { backend, studio, place, toasts } = this.#parts
    await toasts.attempt(async () => {
      const { id } = await backend.training.create({ preset, name })
      const project = await backend.training.edit({ id, edit: { recipe } })
      studio.learn({ type: 'training', project })
      place.go('train', id)
    })
  }

  /** A training of these pictures, opened; whether all of them arrived. */
  async createFrom(files: readonly File[]): Promise<boolean> {
    let arrived = false
    await this.#parts.toasts.attempt(async () => {
      const { editor } = await this.#begun()
      arrived = await editor.addPictures(files)
    })
    return arrived
  }

  /** A training as a configuration has it, opened there. Errors: those of reading it; no training is made then. */
  async createFromConfiguration(file: File): Promise<void> {
    const imported = await readConfiguration(this.#parts.backend, file)
    const { editor, configuration } = await this.#begun()
    configuration.take(imported)
    editor.go('adapter')
  }

  /** A new training, in front of the person. */
  async #begun(): Promise<OpenProject> {
    const { studio, place } = this.#parts
    const { id } = await this.#make(null)
    await studio.openProject(id)
    const opened = this.open(id)
    invariant(opened !== null && opened !== 'coming', 'what was made and fetched is there')
    place.go('train', id)
    return opened
  }

  async #make(preset: PresetName | null): Promise<TrainingProject> {
    const { backend, studio, look } = this.#parts
    const { presets, newName } = look.words.train
    const name = preset === null ? newName : presets[preset].title
    const project = await backend.training.create({ preset, name })
    studio.learn({ type: 'training', project })
    return project
  }

  /** At once, with a way back. */
  async remove({ id, name }: { id: string; name: string }): Promise<void> {
    const { backend, histories, studio, look } = this.#parts
    await histories.act(
      histories.at('train'),
      {
        name: (words) => words.training(name),
        key: null,
        before: 'there',
        after: 'trash',
        put: async (to) => {
          if (to === 'there') {
            this.#learn(await backend.training.restore({ id }))
            return
          }
          // What was typed last goes along.
          const open = this.#open.get(id)
          await Promise.all([open?.editor.flush(), open?.desk.flush()])
          await backend.training.remove({ id })
          studio.learn({ type: 'training-removed', id })
        },
      },
      look.words.train.removed(name),
    )
  }

  #learn(project: TrainingProject | DamagedProject): void {
    const { studio } = this.#parts
    if ('problem' in project) studio.learn({ type: 'training-damaged', project })
    else studio.learn({ type: 'training', project })
  }

  /** What is typed in any open project, when the page is left. */
  saveOnLeave(): void {
    for (const { editor, desk } of this.#open.values()) {
      editor.saveOnLeave()
      desk.saveOnLeave()
    }
  }
}
