// The parts of the interface, put together once the host has answered, and handed down by context.
import { createContext } from 'svelte'
import type { ErrorReport } from '../../src-main/base/errors.ts'
import type { Settings } from '../../src-main/contract/studio.ts'
import type { Backend } from '../backend/backend.ts'
import { desktopBridge, type DesktopBridge } from '../backend/desktop.ts'
import { Activities } from './activity/activity.svelte.ts'
import { configurationTaker } from './drops/dropped-configuration.ts'
import { DroppedWeights } from './drops/dropped-weights.svelte.ts'
import { Drops } from './drops/drops.svelte.ts'
import { Draft } from './picture/draft.svelte.ts'
import { FromFile } from './picture/from-file.ts'
import { Generator } from './picture/generator.svelte.ts'
import { Keyboard } from './keys/keyboard.svelte.ts'
import { FieldTyping } from './history/field-typing.ts'
import { failureReport } from './failure.ts'
import { Histories } from './history/histories.svelte.ts'
import type { Step } from './history/step.ts'
import type { Look } from './look.svelte.ts'
import { LayoutOffers } from './layout-offers.svelte.ts'
import { Live } from './picture/live.svelte.ts'
import { download } from './gallery/download.ts'
import { MutingDesk } from './muting/muting-desk.svelte.ts'
import { Gallery } from './gallery/gallery.svelte.ts'
import { Collections } from './library/collections.svelte.ts'
import { LibraryDesk } from './library/library-desk.svelte.ts'
import { LibraryTrash } from './library/library-trash.svelte.ts'
import { IdleDesk } from './library/idle-desk.svelte.ts'
import { PreviewChoice } from './library/preview-choice.svelte.ts'
import { NewNames } from './library/new-names.svelte.ts'
import { Rewrites } from './rewriting/rewrites.svelte.ts'
import { SavedFilters } from './library/saved-filters.svelte.ts'
import { TrialDesk } from './library/trial-desk.svelte.ts'
import { Downloads } from './models/downloads.svelte.ts'
import { ModelsDesk } from './models/models-desk.svelte.ts'
import { followOtherWindows } from './picture/other-windows.ts'
import { AdapterShelf } from './stack/adapter-shelf.svelte.ts'
import { Picker } from './stack/picker.svelte.ts'
import { Place } from './place.svelte.ts'
import { Conflicts } from './stack/conflicts.svelte.ts'
import { WeightMarks } from './stack/weight-marks.svelte.ts'
import { Proofs } from './stack/proofs.svelte.ts'
import { Session } from './picture/session.svelte.ts'
import { AdapterLibrary } from './stack/adapter-library.svelte.ts'
import { SavedStacks } from './stack/saved-stacks.svelte.ts'
import { Stack } from './stack/stack.svelte.ts'
import { Steer } from './picture/steer.svelte.ts'
import { Strip } from './picture/strip.svelte.ts'
import { Studio } from './studio.svelte.ts'
import { Toasts } from './toasts.svelte.ts'
import { Runs } from './training/runs.svelte.ts'
import { Wizard } from './training/wizard.svelte.ts'

export type App = {
  backend: Backend
  /** Null in a browser. */
  desktop: DesktopBridge | null
  look: Look
  place: Place
  toasts: Toasts
  histories: Histories
  /** What is typed into fields that belong to no history. */
  typing: FieldTyping
  studio: Studio
  draft: Draft
  session: Session
  generator: Generator
  /** The settings of picture files. */
  fromFile: FromFile
  /** The adapters this window has to do with. */
  shelf: AdapterShelf
  proofs: Proofs
  conflicts: Conflicts
  weightMarks: WeightMarks
  library: AdapterLibrary
  stack: Stack
  saved: SavedStacks
  picker: Picker
  live: Live
  steer: Steer
  strip: Strip
  activities: Activities
  runs: Runs
  wizard: Wizard
  gallery: Gallery
  libraryDesk: LibraryDesk
  modelsDesk: ModelsDesk
  downloads: Downloads
  collections: Collections
  savedFilters: SavedFilters
  libraryTrash: LibraryTrash
  previewChoice: PreviewChoice
  trialDesk: TrialDesk
  idleDesk: IdleDesk
  mutingDesk: MutingDesk
  newNames: NewNames
  rewrites: Rewrites
  keyboard: Keyboard
  drops: Drops
  droppedWeights: DroppedWeights
  layouts: LayoutOffers
  /** Changes settings at once; the host's answer has the last word. */
  setSettings(change: Partial<Settings>): Promise<void>
  /** The same, for a field that says itself what is wrong; null when it went well. */
  trySettings(change: Partial<Settings>): Promise<ErrorReport | null>
}

export const [useApp, provideApp] = createContext<App>()

export async function startApp(backend: Backend, look: Look): Promise<App> {
  const studio = new Studio(backend)
  const toasts = new Toasts()
  const snapshot = await studio.start()
  look.follow(snapshot.settings)
  const place = new Place()
  const histories = new Histories({ place, toasts, look })
  const draft = new Draft(backend, snapshot.workspace, histories.at('create'))
  const session = new Session(
    { studio, draft, histories, toasts, look },
    snapshot.workspace.selectedPictureId,
  )
  const generator = new Generator({ studio, draft, session, histories, toasts, look })
  const shelf = new AdapterShelf(studio, snapshot.adapters)
  const proofs = new Proofs(studio, draft)
  const steer = new Steer(studio, draft, toasts)
  const library = new AdapterLibrary({ studio, shelf, histories, toasts })
  const stack = new Stack({ draft, shelf, proofs, library, histories, toasts, look })
  followOtherWindows(studio, draft, toasts, look)
  studio.listen((event) => {
    if (event.type === 'settings' || event.type === 'snapshot') look.follow(studio.data.settings)
  })

  async function putSettings(change: Partial<Settings>): Promise<void> {
    const before = studio.data.settings
    studio.learn({ type: 'settings', settings: { ...before, ...change } })
    try {
      studio.learn({ type: 'settings', settings: await backend.settings.set(change) })
    } catch (error) {
      studio.learn({ type: 'settings', settings: before })
      throw error
    }
  }

  function stepOf(change: Partial<Settings>): Step<Partial<Settings>> {
    const now = studio.data.settings
    const before = Object.fromEntries(
      Object.keys(change).map((name) => [name, now[name as keyof Settings]]),
    ) as Partial<Settings>
    return { name: (words) => words.setting, key: null, before, after: change, put: putSettings }
  }

  async function setSettings(change: Partial<Settings>): Promise<void> {
    await histories.at('settings').act(stepOf(change))
  }

  async function trySettings(change: Partial<Settings>): Promise<ErrorReport | null> {
    const step = stepOf(change)
    try {
      await putSettings(change)
    } catch (error) {
      return failureReport(error)
    }
    histories.at('settings').record(step)
    return null
  }

  const live = new Live(studio, draft, session, steer, toasts)
  const strip = new Strip(studio, draft, stack, toasts)
  const runs = new Runs({ backend, studio, draft, stack, histories, toasts, look, place })

  const libraryDesk = new LibraryDesk({ studio, draft, shelf, stack, histories, toasts, look })

  const previewChoice = new PreviewChoice({ studio, histories, toasts })

  const desktop = desktopBridge()
  const drops = new Drops({ toasts, look })
  const droppedWeights = new DroppedWeights({
    backend,
    desktop,
    studio,
    draft,
    stack,
    histories,
    toasts,
    look,
    setSettings,
  })
  const wizard = new Wizard({ backend, studio, histories, toasts, look, place })
  drops.provide(droppedWeights.files)
  drops.provide(
    configurationTaker({
      says: (words) => words.drops.toConfiguredTraining,
      open: (file) => wizard.createFromConfiguration(file),
      toasts,
      look,
    }),
  )
  if (desktop !== null) drops.provide(droppedWeights.folders)

  const downloads = new Downloads({ studio, histories, toasts, look })

  const app: App = {
    backend,
    desktop,
    look,
    place,
    toasts,
    histories,
    typing: new FieldTyping(),
    studio,
    draft,
    session,
    generator,
    fromFile: new FromFile({ backend, draft, histories, toasts, look }),
    shelf,
    proofs,
    conflicts: new Conflicts(studio),
    weightMarks: new WeightMarks(studio),
    library,
    stack,
    saved: new SavedStacks({ studio, stack, histories, look }),
    picker: new Picker(studio, draft, shelf, proofs),
    live,
    steer,
    strip,
    activities: new Activities({ studio, generator, live, strip, runs, downloads, toasts }),
    runs,
    wizard,
    libraryDesk,
    collections: new Collections({ studio, histories, toasts, look }),
    rewrites: new Rewrites({ studio, draft, shelf, histories, toasts, look, place }),
    libraryTrash: new LibraryTrash({ studio, histories, toasts, look }),
    previewChoice,
    trialDesk: new TrialDesk({ studio, draft, previewChoice, toasts, look }),
    idleDesk: new IdleDesk({ studio, histories, toasts, look }),
    mutingDesk: new MutingDesk({ studio, session, stack, histories, toasts, look }),
    newNames: new NewNames({ studio, histories, toasts, look }),
    savedFilters: new SavedFilters({ studio, histories, look, found: libraryDesk.found }),
    modelsDesk: new ModelsDesk(studio),
    downloads,
    gallery: new Gallery({ studio, histories, toasts, look, desktop, download }),
    keyboard: new Keyboard(() => app, navigator.platform),
    drops,
    droppedWeights,
    layouts: new LayoutOffers({ studio, trySettings }),
    setSettings,
    trySettings,
  }
  return app
}
