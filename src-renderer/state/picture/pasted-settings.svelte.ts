// A prompt that was pasted and is all a picture was made with: offered as settings as long as it stands as it was pasted.
import { mostPastedLength } from '../../../src-main/contract/picture-settings.ts'
import type { Backend } from '../../backend/backend.ts'
import { failureReport } from '../failure.ts'
import type { Draft } from './draft.svelte.ts'
import type { FromFile } from './from-file.ts'

export type PastedSettingsParts = {
  backend: Pick<Backend, 'prompt'>
  draft: Pick<Draft, 'form'>
  fromFile: Pick<FromFile, 'takeText'>
}

/** No text without it is one of settings; which one with it is, the host says. */
const mark = 'Steps:'

export class PastedSettings {
  readonly #parts: PastedSettingsParts
  #pasted = $state.raw<{ text: string; prompt: string } | null>(null)
  #asked = 0

  /** Also when what was done with it is taken back. */
  readonly isOffered: boolean = $derived.by(
    () => this.#pasted !== null && this.#pasted.prompt === this.#parts.draft.form.prompt,
  )

  constructor(parts: PastedSettingsParts) {
    this.#parts = parts
  }

  /** `prompt` is what the field holds since `text` was pasted into it. */
  async look(text: string, prompt: string): Promise<void> {
    const ask = ++this.#asked
    this.#pasted = null
    if (!text.includes(mark) || text.length > mostPastedLength) return
    const areSettings = await this.#read(text)
    if (areSettings && ask === this.#asked) this.#pasted = { text, prompt }
  }

  async use(): Promise<void> {
    if (this.#pasted !== null) await this.#parts.fromFile.takeText(this.#pasted.text)
  }

  async #read(text: string): Promise<boolean> {
    try {
      return (await this.#parts.backend.prompt.pastedSettings({ text })) !== null
    } catch (error) {
      // Settings that cannot be used: whoever wants them is told why. A host that is away is told elsewhere.
      return failureReport(error).code.startsWith('picture-settings/')
    }
  }
}
