// Settings as a person has just set them: seen at once, saved one change after the other, and otherwise as the host says.
import { oneAtATime } from '../../src-main/base/turns.ts'
import type { Settings } from '../../src-main/contract/studio.ts'
import type { Studio } from './studio.svelte.ts'

export class SettingsSaver {
  readonly #studio: Studio
  readonly #inTurn = oneAtATime()
  /** The host's last word. */
  #said: Settings
  /** Changes that the host has not answered yet, oldest first. */
  #underWay: readonly Partial<Settings>[] = []
  #isShowing = false

  /** Of a studio that is ready; made before others listen to it, so that they hear of nothing that is out of date. */
  constructor(studio: Studio) {
    this.#studio = studio
    this.#said = studio.data.settings
    studio.listen(({ type }) => {
      if (this.#isShowing || (type !== 'settings' && type !== 'snapshot')) return
      this.#said = studio.data.settings
      if (this.#underWay.length > 0) this.#show()
    })
  }

  /** Resolves when the host has it. Errors are the host's; then it is as if it had not been set. */
  async put(change: Partial<Settings>): Promise<void> {
    this.#underWay = [...this.#underWay, change]
    this.#show()
    try {
      this.#said = await this.#inTurn(() => this.#studio.backend.settings.set(change))
    } finally {
      this.#underWay = this.#underWay.filter((one) => one !== change)
      this.#show()
    }
  }

  #show(): void {
    this.#isShowing = true
    const settings = this.#underWay.reduce<Settings>((all, change) => ({ ...all, ...change }), this.#said)
    this.#studio.learn({ type: 'settings', settings })
    this.#isShowing = false
  }
}
