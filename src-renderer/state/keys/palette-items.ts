// Everything that can be found by name: commands of this place, models, saved
// stacks, trainings, settings, adapters, and pictures.
import type { AdapterSummary } from '../../../src-main/contract/library.ts'
import { languages, themes } from '../../../src-main/contract/studio.ts'
import type { App } from '../app.svelte.ts'
import type { PictureFinder } from '../gallery/picture-finder.svelte.ts'
import { pictureCaption } from '../picture/caption.ts'
import { isUsableCheckpoint } from '../usable-checkpoint.ts'
import { commandNames, type CommandName } from './commands.ts'
import type { Findable } from './find-items.ts'
import { shortcuts } from './shortcuts.ts'

export type PaletteItem = Findable & {
  key: string
  /** The key that does the same. */
  shortcut: string
  /** By the host, of what was typed then. */
  isFound?: true
  run: () => void
}

/** Commands that mean nothing from a list. */
const unlisted: readonly CommandName[] = ['palette', 'closeOrStop', 'closeFullWindow']

export function paletteItems(app: App): PaletteItem[] {
  const item = itemsOf(app)
  return [
    ...commandsHere(app),
    ...app.studio.data.stacks.map((saved) =>
      item('stack', saved.id, saved.name, () => {
        app.place.go('create')
        app.saved.load(saved)
      }),
    ),
    ...app.studio.data.models.filter(isUsableCheckpoint).map(({ id, name, defaultSize }) =>
      item('model', id, name, () => {
        app.place.go('create')
        void app.draft.chooseModel(id, defaultSize)
      }),
    ),
    ...app.studio.data.trainings.map(({ id, name }) =>
      item('training', id, name, () => app.place.go('train', id)),
    ),
    ...settings(app).map(({ key, label, run }) => item('setting', key, label, run)),
  ]
}

/** Adapters are found by the host, as they are typed. */
export function adapterItems(app: App, adapters: readonly AdapterSummary[]): PaletteItem[] {
  const item = itemsOf(app)
  return adapters.map((adapter) =>
    item('adapter', adapter.id, adapter.name, () => {
      app.place.go('create')
      app.stack.add(adapter)
    }),
  )
}

/** Pictures are found by the host, too: what finds them is what the gallery is asked then. */
export function pictureItems(app: App, { query, pictures }: PictureFinder['found']): PaletteItem[] {
  const item = itemsOf(app)
  return pictures.map((picture, at) => ({
    ...item('picture', picture.id, pictureCaption(picture), () => {
      app.place.go('gallery')
      app.gallery.show(query, at)
    }),
    isFound: true,
  }))
}

type Group = keyof App['look']['words']['keys']['groups']

function itemsOf(app: App) {
  const { groups } = app.look.words.keys
  return (group: Group, key: string, label: string, run: () => void): PaletteItem => ({
    key: `${group} ${key}`,
    label,
    group: groups[group],
    shortcut: '',
    run,
  })
}

function commandsHere(app: App): PaletteItem[] {
  const { keyboard, place, look } = app
  const elsewhere = (name: CommandName): boolean => {
    const rows = shortcuts.filter(({ command }) => command === name)
    const places = rows.map((row) => row.place)
    if (places.length === 0) return place.current !== 'create'
    return !places.includes('anywhere') && !places.includes(place.current)
  }
  return commandNames
    .filter((name) => !unlisted.includes(name) && !elsewhere(name) && keyboard.can(name))
    .map((name) => ({
      key: `command ${name}`,
      label: look.words.keys.commands[name],
      group: look.words.keys.groups.command,
      shortcut: keyboard.keyOf(name),
      run: () => keyboard.run(name),
    }))
}

function settings({
  idleDesk,
  look,
  place,
  setSettings,
}: App): { key: string; label: string; run: () => void }[] {
  const { keys, settings: words } = look.words
  return [
    ...themes.map((theme) => ({
      key: `theme ${theme}`,
      label: keys.settings.theme(words.themes[theme]),
      run: () => void setSettings({ theme }),
    })),
    ...languages.map((language) => ({
      key: `language ${language}`,
      label: keys.settings.language(words.languages[language]),
      run: () => void setSettings({ language }),
    })),
    {
      key: 'idle limit',
      label: `${look.words.idle.title}: ${look.words.idle.limit}`,
      run: () => {
        place.go('settings')
        idleDesk.goToLimit()
      },
    },
  ]
}
