// The keys of Create: Ctrl+Enter makes, Esc closes or stops, and the session's own keys.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { App } from '../../state/app.svelte.ts'
import { generateChecked } from './generate-checked.ts'

type PictureKey = (app: App, picture: PictureSummary) => void

const pictureKeys: Record<string, PictureKey> = {
  ' ': ({ session }) => (session.fullWindow = true),
  ArrowLeft: ({ session }) => session.move(-1),
  ArrowRight: ({ session }) => session.move(1),
  c: ({ session }) => session.compare(!session.comparing),
  r: ({ session }, picture) => session.useSettings(picture, 'all'),
  s: ({ session }, picture) => session.useSettings(picture, 'seed'),
  f: ({ session }, picture) => void session.toggleFavourite(picture),
  Delete: ({ session }, picture) => void session.trash(picture),
}

export class CreateKeys {
  readonly #app: App
  #layerWasOpen = false

  constructor(app: App) {
    this.#app = app
  }

  /** In the capture phase: a layer that closes itself on this key is still open now. */
  before(): void {
    this.#layerWasOpen = document.querySelector('[data-layer]') !== null
  }

  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.#layerWasOpen) return
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault()
      if (!event.repeat) void generateChecked(this.#app)
    } else if (event.key === 'Escape') this.#escape()
    else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.key.toLowerCase() === 'a' && !isTyping(event)) {
        event.preventDefault()
        this.#app.picker.open()
      } else if (!this.#draftKey(event)) this.#pictureKey(event)
    }
  }

  #escape(): void {
    const { session, generator, picker, strip } = this.#app
    if (picker.isOpen) picker.close()
    else if (strip.isOpen) strip.close()
    else if (session.comparing) session.compare(false)
    else void generator.stopAndKeep()
  }

  /** Enter and F keep the draft that is shown. */
  #draftKey(event: KeyboardEvent): boolean {
    const { live } = this.#app
    const favourite = event.key.toLowerCase() === 'f'
    if (live.shown?.done !== true || (event.key !== 'Enter' && !favourite) || isTyping(event)) return false
    if (event.key === 'Enter' && (event.target as Element).closest('button, a, [role="option"]')) return false
    event.preventDefault()
    void live.keep(favourite)
    return true
  }

  #pictureKey(event: KeyboardEvent): void {
    const picture = this.#app.session.selected
    const act = pictureKeys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (picture === null || act === undefined || !belongsToPicture(event)) return
    event.preventDefault()
    act(this.#app, picture)
  }
}

/** Not while typing or on another control: its keys are its own. */
function belongsToPicture(event: KeyboardEvent): boolean {
  const target = event.target as Element
  if (target === document.body) return true
  if (target.closest('[data-stage]') === null) return false
  const isButton = target.closest('button') !== null
  return (
    !(isButton && (event.key === ' ' || event.key === 'Enter')) && target.closest('[role="slider"]') === null
  )
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (target as Element).closest('input, textarea, [contenteditable], [role="menu"]') !== null
}
