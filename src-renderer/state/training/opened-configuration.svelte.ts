// The configuration that was opened in a training: a recipe, or another trainer's,
// and what of it could not be carried over.
import { AppError } from '../../../src-main/base/errors.ts'
import type { ImportedRecipe } from '../../../src-main/contract/training-project.ts'
import type { Backend } from '../../backend/backend.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Entry } from '../history/timeline.ts'
import type { Look } from '../look.svelte.ts'
import type { ProjectEditor } from './project-editor.svelte.ts'

const mostBytes = 4_000_000

/** Errors: `file/too-large`, `file/unreadable`, `import/…`, `recipe/invalid`. */
export async function readConfiguration(backend: Backend, file: File): Promise<ImportedRecipe> {
  if (file.size > mostBytes) throw new AppError('file/too-large', { file: file.name })
  const text = await file.text().catch((cause: unknown) => {
    throw new AppError('file/unreadable', { file: file.name }, { cause })
  })
  return backend.training.importRecipe({ fileName: file.name, text })
}

export class OpenedConfiguration {
  readonly #editor: ProjectEditor
  readonly #parts: { histories: Histories; look: Look }
  #opened = $state.raw<{ step: Entry; notCarried: ImportedRecipe['notCarried'] } | null>(null)
  #isUnseen = $state(false)

  /** Only as long as it was not taken back. */
  readonly notCarried: ImportedRecipe['notCarried'] = $derived.by(() => {
    const opened = this.#opened
    if (opened === null) return []
    const { done } = this.#parts.histories.at('train', this.#editor.id).timeline
    return done.includes(opened.step) ? opened.notCarried : []
  })

  constructor(editor: ProjectEditor, parts: { histories: Histories; look: Look }) {
    this.#editor = editor
    this.#parts = parts
  }

  /** Whether what could not be carried over was not shown yet. */
  get isUnseen(): boolean {
    return this.#isUnseen
  }
  seen(): void {
    this.#isUnseen = false
  }

  /** One step, said with its way back. Base and pictures stay where it names none that are here. */
  take({ recipe, notCarried }: ImportedRecipe): void {
    const { base, data } = this.#editor.recipe
    const step = this.#editor.take(
      {
        ...recipe,
        base: recipe.base ?? base,
        data: { ...recipe.data, folder: recipe.data.folder ?? data.folder },
      },
      { name: (names) => names.configuration, message: this.#parts.look.words.train.adapter.opened },
    )
    this.#opened = step === null ? null : { step, notCarried }
    this.#isUnseen = step !== null
  }
}
