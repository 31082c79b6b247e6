// What a training, and the list of them, take of what is dropped: pictures, their captions, and folders of both.
import type { App } from '../../state/app.svelte.ts'
import { kindOfFile, type DropKind } from '../../state/drops/drop-kinds.ts'
import { learnableFiles, type Dropped } from '../../state/drops/dropped.ts'
import { configurationTaker } from '../../state/drops/dropped-configuration.ts'
import type { DropTaker } from '../../state/drops/drops.svelte.ts'
import {
  readConfiguration,
  type OpenedConfiguration,
} from '../../state/training/opened-configuration.svelte.ts'
import type { ProjectEditor } from '../../state/training/project-editor.svelte.ts'

const kinds = ['picture', 'caption', 'folder'] as const satisfies readonly DropKind[]
type LearnedKind = (typeof kinds)[number]

const isPicture = ({ name }: File): boolean => kindOfFile(name) === 'picture'

/** Into the training that is open; `onShow` leads to its pictures from wherever one is in it. */
export function intoTraining(
  { look, toasts }: Pick<App, 'look' | 'toasts'>,
  editor: ProjectEditor,
  onShow: () => void,
): DropTaker {
  return {
    kinds,
    says: (words, kind) => words.drops.toTraining[kind as LearnedKind],
    async take(dropped) {
      const files = await learnableFiles(dropped)
      const { drops } = look.words
      if (files.length === 0) {
        toasts.say(drops.noPictures(dropped[0]!.name))
        return
      }
      const arrived = await editor.addPictures(files)
      // Where the pictures are shown, nothing need be said.
      if (!arrived || editor.place === 'pictures') return
      toasts.say(drops.learned(files.filter(isPicture).length), { label: drops.showPictures, run: onShow })
    },
  }
}

/** Opens in the training that is open, where its settings are. */
export function asConfiguration(
  { backend, look, toasts }: Pick<App, 'backend' | 'look' | 'toasts'>,
  configuration: OpenedConfiguration,
  onShow: () => void,
): DropTaker {
  return configurationTaker({
    says: (words) => words.drops.toOpenTraining,
    toasts,
    look,
    async open(file) {
      configuration.take(await readConfiguration(backend, file))
      onShow()
    },
  })
}

/** Pictures begin a training of their own. */
export function intoNewTraining({
  look,
  toasts,
  wizard,
}: Pick<App, 'look' | 'toasts' | 'wizard'>): DropTaker {
  return {
    kinds,
    says: (words, kind) => words.drops.toNewTraining[kind as LearnedKind],
    async take(dropped: readonly Dropped[]) {
      const files = await learnableFiles(dropped)
      const { drops } = look.words
      const count = files.filter(isPicture).length
      if (count === 0) toasts.say(drops.noPictures(dropped[0]!.name))
      else if (await wizard.createFrom(files)) toasts.say(drops.learned(count))
    },
  }
}
