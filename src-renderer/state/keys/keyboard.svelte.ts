// The one keyboard of the app: every key press goes through here and does what the table of shortcuts says.
import type { App } from '../app.svelte.ts'
import { chordOf, chordText } from './chord.ts'
import { commands, type Command, type CommandName } from './commands.ts'
import { isEditable, keepsKey } from './key-owner.ts'
import { changedShortcuts } from './changed-keys.ts'
import type { KeyPlace, Shortcut } from './shortcuts.ts'

export type KeyboardPanel = 'palette' | 'sheet' | 'history'

export class Keyboard {
  readonly #app: () => App
  readonly isMac: boolean
  /** A list of commands, or of keys, over everything else. */
  #panel = $state<KeyboardPanel | null>(null)
  /** Commands that belong to the view that is open. */
  readonly #provided = new Map<CommandName, () => void>()
  /** How the focus came to where it is. */
  #byPointer = false
  /** What lay over the place before this key, which it may have closed since. */
  #layerBefore: string | null = null

  #taken: string | null = null
  /** Told of the next key, instead of what it does. */
  #learner: ((chord: string) => void) | null = null
  /** As the person changed it. */
  readonly shortcuts: readonly Shortcut[] = $derived.by(() =>
    changedShortcuts(this.#app().studio.data.settings.keys),
  )

  constructor(app: () => App, platform: string) {
    this.#app = app
    this.isMac = /mac|iphone|ipad/i.test(platform)
  }

  get panel(): KeyboardPanel | null {
    return this.#panel
  }
  open(panel: KeyboardPanel): void {
    this.#panel = panel
  }
  close(): void {
    this.#panel = null
  }

  /** A view does a command as long as it is there; returns the end of it. */
  provide(name: CommandName, run: () => void): () => void {
    this.#provided.set(name, run)
    return () => {
      if (this.#provided.get(name) === run) this.#provided.delete(name)
    }
  }

  can(name: CommandName): boolean {
    if (this.#provided.has(name)) return true
    const command: Command = commands[name]
    if (command.run === null) return false
    return command.when?.(this.#app()) ?? true
  }

  run(name: CommandName): void {
    const command: Command = commands[name]
    const provided = this.#provided.get(name)
    if (provided !== undefined) provided()
    else command.run?.(this.#app())
  }

  /** The key that does it here, else elsewhere, as it is drawn; empty where there is none. */
  keyOf(name: CommandName): string {
    const rows = this.shortcuts.filter(({ command, keys }) => command === name && keys.length > 0)
    const here = rows.find(({ place }) => place === this.#app().place.current)
    const chord = (here ?? rows[0])?.keys[0]
    return chord === undefined ? '' : chordText(chord, this.isMac)
  }

  /** The pointer goes down: what it gives the focus to was clicked. */
  point(): void {
    this.#byPointer = true
  }

  /** The next key does nothing but to be told; returns the end of that. */
  learn(learner: (chord: string) => void): () => void {
    this.#learner = learner
    return () => {
      if (this.#learner === learner) this.#learner = null
    }
  }

  /** In the capture phase, where an open layer is still open. */
  before(event: KeyboardEvent): void {
    if (this.#learner !== null && !event.isComposing) {
      event.preventDefault()
      event.stopPropagation()
      this.#taken = event.code
      if (!event.repeat && !isModifier(event)) this.#learner(chordOf(event))
      return
    }
    if (event.key === 'Tab') this.#byPointer = false
    const layer = [...document.querySelectorAll<HTMLElement>(openLayer)].at(-1)
    this.#layerBefore = layer?.dataset['layer'] ?? null
    if (event.key === 'Escape' && layer !== undefined && isAhead(layer, event)) {
      event.preventDefault()
      event.stopPropagation()
      layer.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
      return
    }
    // A clicked button must not take Space for itself, nor a clicked choice the letters.
    if (this.#byPointer && isPressable(event.target as Element) && this.#press(event)) event.stopPropagation()
  }

  press(event: KeyboardEvent): void {
    this.#press(event)
  }

  /** Some browsers press a button when Space is let go, whatever became of the press. */
  release(event: KeyboardEvent): void {
    if (event.code === this.#taken) event.preventDefault()
    this.#taken = null
  }

  #press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false
    const target = event.target as Element
    const chord = chordOf(event)
    const fitting = this.#here().find((shortcut) => {
      if (!shortcut.keys.includes(chord) || !this.can(shortcut.command)) return false
      if (isEditable(target)) return shortcut.whileTyping === true || chord.startsWith('Ctrl+')
      return !keepsKey(target, chord, this.#byPointer)
    })
    if (fitting === undefined) return false
    event.preventDefault()
    this.#taken = event.code
    if (!event.repeat || fitting.repeats === true) this.run(fitting.command)
    return true
  }

  /** The shortcuts of what is in front. */
  #here(): readonly Shortcut[] {
    const layer = this.#layerBefore
    const { place } = this.#app()
    if (layer === null)
      return this.shortcuts.filter((row) => row.place === place.current || row.place === 'anywhere')
    return this.shortcuts.filter(
      (row) => row.place === (layer as KeyPlace) || (row.overLayers === true && layer !== 'modal'),
    )
  }
}

function isModifier({ key }: KeyboardEvent): boolean {
  return ['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Fn', 'Dead', 'Process'].includes(key)
}

/** One that is closing stays in the document for a moment. */
const openLayer = '[data-layer]:not([data-state="closed"])'

/** A dialog that has just opened and does not have the focus yet: Esc is meant for it, not for what lies behind. */
function isAhead(layer: HTMLElement, event: KeyboardEvent): boolean {
  const isDialog = ['dialog', 'alertdialog'].includes(layer.getAttribute('role') ?? '')
  const isBehind = !(event.target instanceof Element && event.target.closest(openLayer) !== null)
  return isDialog && isBehind && !event.isComposing
}

/** What Space or letters would press or change, were it not for the shortcuts. */
function isPressable(target: Element): boolean {
  return target.closest('button, a[href], summary, [role="switch"], [role="combobox"]') !== null
}
