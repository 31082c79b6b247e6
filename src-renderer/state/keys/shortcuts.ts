// Every key of the app as one table: where it works, what it does. The sheet of keys and the tips are made of it.
import type { PlaceName } from '../place.svelte.ts'
import type { CommandName } from './commands.ts'

/** Places, and panels above them that take the keys while they are open. */
export type KeyPlace = PlaceName | 'anywhere' | 'full'
export const keyPlaces: readonly KeyPlace[] = [
  'create',
  'library',
  'gallery',
  'full',
  'train',
  'models',
  'settings',
  'anywhere',
]

export type Shortcut = {
  place: KeyPlace
  /** The first is the one that is shown. */
  keys: readonly string[]
  command: CommandName
  /** Goes on while the key is held. */
  repeats?: true
  /** Acts while something is typed, too; chords with Ctrl always do. */
  whileTyping?: true
  /** Acts from inside what is open over the place, too, unless it is a dialog that hides it. */
  overLayers?: true
}

export const shortcuts: readonly Shortcut[] = [
  { place: 'create', keys: ['Ctrl+Enter'], command: 'generate' },
  { place: 'create', keys: ['Escape'], command: 'closeOrStop', whileTyping: true },
  { place: 'create', keys: ['A'], command: 'addAdapter' },
  { place: 'create', keys: ['Enter'], command: 'keepDraft' },
  { place: 'create', keys: ['F'], command: 'keepFavouriteDraft' },
  { place: 'create', keys: ['Space'], command: 'fullWindow' },
  { place: 'create', keys: ['ArrowLeft'], command: 'newer', repeats: true },
  { place: 'create', keys: ['ArrowRight'], command: 'older', repeats: true },
  { place: 'create', keys: ['C'], command: 'compare' },
  { place: 'create', keys: ['W'], command: 'whichOne' },
  { place: 'create', keys: ['R'], command: 'useSettings' },
  { place: 'create', keys: ['S'], command: 'useSeed' },
  { place: 'create', keys: ['F'], command: 'favourite' },
  { place: 'create', keys: ['Delete'], command: 'trash' },

  { place: 'full', keys: ['Space'], command: 'closeFullWindow' },
  { place: 'full', keys: ['ArrowLeft'], command: 'newer', repeats: true },
  { place: 'full', keys: ['ArrowRight'], command: 'older', repeats: true },
  { place: 'full', keys: ['Z'], command: 'zoom' },
  { place: 'full', keys: ['W'], command: 'whichOne' },
  { place: 'full', keys: ['F'], command: 'favourite' },
  { place: 'full', keys: ['Delete'], command: 'trash' },

  { place: 'library', keys: ['/'], command: 'search' },
  { place: 'library', keys: ['F1'], command: 'searchHelp', whileTyping: true },
  { place: 'library', keys: ['F'], command: 'favourite' },
  { place: 'library', keys: ['B'], command: 'blur' },
  { place: 'library', keys: ['Delete'], command: 'trash' },
  { place: 'library', keys: ['C'], command: 'collect' },
  { place: 'library', keys: ['L'], command: 'alike' },
  { place: 'library', keys: ['['], command: 'olderVersion', repeats: true },
  { place: 'library', keys: [']'], command: 'newerVersion', repeats: true },
  { place: 'library', keys: ['Shift+V'], command: 'allVersions' },
  { place: 'library', keys: ['V'], command: 'versionsApart' },
  { place: 'library', keys: ['T'], command: 'tryPicked' },
  { place: 'library', keys: ['W'], command: 'slide' },
  { place: 'library', keys: ['F2'], command: 'rename' },
  { place: 'library', keys: ['N'], command: 'narrow' },
  { place: 'library', keys: ['E'], command: 'details' },

  { place: 'gallery', keys: ['/'], command: 'search' },
  { place: 'gallery', keys: ['F1'], command: 'searchHelp', whileTyping: true },
  { place: 'gallery', keys: ['C'], command: 'compare' },
  { place: 'gallery', keys: ['Escape'], command: 'closeBeside' },
  { place: 'gallery', keys: ['R'], command: 'useSettings' },
  { place: 'gallery', keys: ['Shift+R'], command: 'replay' },
  { place: 'gallery', keys: ['W'], command: 'whichOne' },
  { place: 'gallery', keys: ['I'], command: 'pictureDetails' },
  { place: 'gallery', keys: ['E'], command: 'export' },
  { place: 'gallery', keys: ['F'], command: 'favourite' },
  { place: 'gallery', keys: ['Delete'], command: 'trash' },

  { place: 'train', keys: ['Ctrl+Enter'], command: 'forward' },

  { place: 'models', keys: ['/'], command: 'search' },
  { place: 'models', keys: ['D'], command: 'download' },

  { place: 'anywhere', keys: ['Ctrl+Z'], command: 'undo', repeats: true, overLayers: true },
  { place: 'anywhere', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], command: 'redo', repeats: true, overLayers: true },
  { place: 'anywhere', keys: ['H'], command: 'history' },
  { place: 'anywhere', keys: ['Ctrl+K'], command: 'palette' },
  { place: 'anywhere', keys: ['?'], command: 'showKeys' },
  { place: 'anywhere', keys: ['Ctrl+1'], command: 'goCreate' },
  { place: 'anywhere', keys: ['Ctrl+2'], command: 'goLibrary' },
  { place: 'anywhere', keys: ['Ctrl+3'], command: 'goTrain' },
  { place: 'anywhere', keys: ['Ctrl+4'], command: 'goGallery' },
  { place: 'anywhere', keys: ['Ctrl+5'], command: 'goModels' },
  { place: 'anywhere', keys: ['Ctrl+6', 'Ctrl+,'], command: 'goSettings' },
]

/** Those of a picture of the session, as its list says them. */
export const sessionKeys = [
  'newer',
  'older',
  'fullWindow',
  'compare',
  'whichOne',
  'useSettings',
  'useSeed',
  'favourite',
  'trash',
] as const satisfies readonly CommandName[]

/** Keys that a control keeps for itself, for the sheet. */
export type ControlKeys = { place: KeyPlace; keys: readonly string[]; control: ControlWords }
export type ControlWords =
  | 'attention'
  | 'completion'
  | 'cardMove'
  | 'cardRemove'
  | 'sliderStep'
  | 'sliderFine'
  | 'sliderEnds'
  | 'numberStep'
  | 'numberFine'
  | 'numberPage'
  | 'gridSelect'
  | 'gridAll'
  | 'gridLeaveOut'
  | 'nextCaption'
  | 'queueMove'

export const controlKeys: readonly ControlKeys[] = [
  { place: 'create', keys: ['Ctrl+ArrowUp', 'Ctrl+ArrowDown'], control: 'attention' },
  { place: 'create', keys: ['<'], control: 'completion' },
  { place: 'create', keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], control: 'cardMove' },
  { place: 'create', keys: ['Delete'], control: 'cardRemove' },
  { place: 'train', keys: ['Space'], control: 'gridSelect' },
  { place: 'train', keys: ['Ctrl+A'], control: 'gridAll' },
  { place: 'train', keys: ['Delete'], control: 'gridLeaveOut' },
  { place: 'train', keys: ['PageUp', 'PageDown'], control: 'nextCaption' },
  { place: 'anywhere', keys: ['ArrowLeft', 'ArrowRight'], control: 'sliderStep' },
  { place: 'anywhere', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], control: 'sliderFine' },
  { place: 'anywhere', keys: ['Home', 'End'], control: 'sliderEnds' },
  { place: 'anywhere', keys: ['ArrowUp', 'ArrowDown'], control: 'numberStep' },
  { place: 'anywhere', keys: ['Shift+ArrowUp', 'Shift+ArrowDown'], control: 'numberFine' },
  { place: 'anywhere', keys: ['PageUp', 'PageDown'], control: 'numberPage' },
  { place: 'anywhere', keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], control: 'queueMove' },
]
