// What can be done by a key, a menu of all commands, or a tip's button: each by its name, with what it needs.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { App } from '../app.svelte.ts'
import { canMute } from '../muting/muting-desk.svelte.ts'

export type Command = {
  /** Null: the view that is open does it (`Keyboard.provide`). */
  run: ((app: App) => void) | null
  /** Whether there is something to do it to. */
  when?: (app: App) => boolean
}

/** Of the picture that is selected. */
function ofPicture(act: (app: App, picture: PictureSummary) => void): Command {
  return {
    when: ({ session }) => session.selected !== null,
    run: (app) => {
      const { selected } = app.session
      if (selected !== null) act(app, selected)
    },
  }
}

const draftIsShown = ({ live }: App): boolean => live.shown !== null

export const commands = {
  generate: { run: null },
  closeOrStop: {
    run: ({ session, generator, picker, strip }) => {
      if (picker.isOpen) picker.close()
      else if (strip.isOpen) strip.close()
      else if (session.comparing) session.compare(false)
      else void generator.stopAndKeep()
    },
  },
  stopAndKeep: { run: ({ generator }) => void generator.stopAndKeep(), when: isMaking },
  cancel: {
    run: ({ generator, studio }) => {
      if (studio.running !== null) void generator.cancel(studio.running.id)
    },
    when: isMaking,
  },
  addAdapter: { run: ({ picker }) => picker.open() },
  keepDraft: { run: ({ live }) => live.keepShown(), when: draftIsShown },
  keepFavouriteDraft: { run: ({ live }) => live.keepShown(true), when: draftIsShown },
  live: { run: ({ live }) => live.turn(!live.on) },
  randomSeed: { run: ({ draft }) => draft.change({ seed: null }) },
  swapSize: {
    run: ({ draft }) => draft.change({ width: draft.form.height, height: draft.form.width }),
  },
  clearStack: { run: ({ stack }) => stack.clear(), when: ({ stack }) => stack.entries.length > 0 },
  fullWindow: ofPicture(({ session }) => (session.fullWindow = true)),
  zoom: {
    run: ({ session }) => (session.atPixels = !session.atPixels),
    when: ({ session }) => session.fullWindow,
  },
  closeFullWindow: { run: ({ session }) => (session.fullWindow = false) },
  newer: ofPicture(({ session }) => session.move(-1)),
  older: ofPicture(({ session }) => session.move(1)),
  compare: {
    run: ({ session }) => session.compare(!session.comparing),
    when: ({ session }) => session.previous !== null,
  },
  whichOne: {
    when: ({ place, session }) => place.current === 'create' && canMute(session.selected),
    run: ({ mutingDesk, session }) => {
      if (session.selected === null) return
      session.fullWindow = false
      void mutingDesk.open(session.selected)
    },
  },
  replay: { run: null },
  closeBeside: { run: null },
  export: { run: null },
  useSettings: ofPicture(({ session }, picture) => session.useSettings(picture, 'all')),
  usePrompt: ofPicture(({ session }, picture) => session.useSettings(picture, 'prompt')),
  useSeed: ofPicture(({ session }, picture) => session.useSettings(picture, 'seed')),
  useStack: ofPicture(({ session }, picture) => session.useSettings(picture, 'stack')),
  useFile: { run: ({ fromFile }) => void fromFile.choose() },
  favourite: ofPicture(({ session }, picture) => void session.toggleFavourite(picture)),
  trash: ofPicture(({ session }, picture) => void session.trash(picture)),
  forward: { run: null },
  undo: {
    run: ({ histories, typing }) => {
      if (!typing.undo(document.activeElement)) void histories.undo()
    },
  },
  redo: {
    run: ({ histories, typing }) => {
      if (!typing.redo(document.activeElement)) void histories.redo()
    },
  },
  history: { run: ({ keyboard }) => keyboard.open('history') },
  palette: { run: ({ keyboard }) => keyboard.open('palette') },
  showKeys: { run: ({ keyboard }) => keyboard.open('sheet') },
  goCreate: { run: ({ place }) => place.go('create') },
  search: { run: null },
  searchHelp: { run: null },
  blur: { run: null },
  collect: { run: null },
  rename: { run: null },
  openTrash: { run: null },
  alike: { run: null },
  olderVersion: { run: null },
  newerVersion: { run: null },
  allVersions: { run: null },
  versionsApart: { run: null },
  tryPicked: { run: null },
  slide: { run: null },
  narrow: { run: null },
  details: { run: null },
  pictureDetails: { run: null },
  download: { run: null },
  goLibrary: { run: ({ place }) => place.go('library') },
  goGallery: { run: ({ place }) => place.go('gallery') },
  goModels: { run: ({ place }) => place.go('models') },
  goTrain: { run: ({ place }) => place.go('train') },
  goSettings: { run: ({ place }) => place.go('settings') },
} satisfies Record<string, Command>

export type CommandName = keyof typeof commands
export const commandNames = Object.keys(commands) as readonly CommandName[]

function isMaking({ studio }: App): boolean {
  return studio.running !== null
}
