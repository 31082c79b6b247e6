// Pictures on their way into the gallery: dropped, chosen, or a whole folder; each import is one step of the gallery's history.
import { importEndings } from '../../../src-main/contract/import.ts'
import type { Transfer, TransferProblem } from '../../../src-main/contract/transfer.ts'
import type { DesktopBridge } from '../../backend/desktop.ts'
import type { DropTaker } from '../drops/drops.svelte.ts'
import { learnableFiles } from '../drops/dropped.ts'
import { failureReport } from '../failure.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'

type Parts = {
  readonly studio: Studio
  readonly histories: Histories
  readonly toasts: Toasts
  readonly look: Look
  readonly desktop: DesktopBridge | null
}

export class PictureImport {
  readonly #parts: Parts
  /** Those that this window sends, picture by picture. */
  #sent = $state.raw<readonly Transfer[]>([])
  /** Of folders that the host reads: begun here, and not over. */
  readonly #begun = new Set<string>()
  #wake: () => void = () => undefined

  readonly taker: DropTaker = {
    kinds: ['picture', 'folder'],
    says: (words) => words.gallery.import.dropped,
    take: async (dropped) => this.send(await learnableFiles(dropped)),
  }

  constructor(parts: Parts) {
    this.#parts = parts
    parts.studio.listen((news) => {
      if (news.type !== 'transfer' || !this.#begun.has(news.transfer.id)) return
      if (news.transfer.state === 'done' || news.transfer.state === 'cancelled') this.#end(news.transfer)
    })
  }

  get transfers(): readonly Transfer[] {
    return this.#sent
  }

  /** On the desktop the host reads it, and goes on when this window is closed; else this window sends it. */
  async chooseFolder(choose: () => Promise<readonly File[]>): Promise<void> {
    const { desktop, look, studio, toasts } = this.#parts
    if (desktop === null) return this.send(await choose())
    const chosen = await desktop.grantFolder(look.words.gallery.import.folder)
    if (chosen === null) return
    await toasts.attempt(async () => {
      const { id } = await studio.backend.gallery.importFolder({ grant: chosen.grant })
      this.#begun.add(id)
      const told = studio.data.transfers.find((one) => one.id === id)
      if (told?.state === 'done') this.#end(told)
    })
  }

  /** One after the other; what is not a picture is left out in silence, as a folder has much besides. */
  async send(files: readonly File[]): Promise<void> {
    const pictures = files.filter(({ name }) =>
      importEndings.some((ending) => name.toLowerCase().endsWith(ending)),
    )
    if (files.length === 0) return
    if (pictures.length === 0) {
      this.#parts.toasts.say(this.#parts.look.words.gallery.import.nothing)
      return
    }
    const id = crypto.randomUUID()
    const startedMs = performance.now()
    this.#put({
      ...{ id, kind: 'import', state: 'running', done: 0, of: pictures.length },
      ...{ same: 0, problems: [], failed: 0, secondsLeft: null },
    })
    for (const [index, file] of pictures.entries()) {
      await this.#rest(id)
      const now = this.#find(id)
      if (now === null || now.state === 'cancelled') break
      const { same, problem } = await this.#sendOne(id, file)
      const done = index + 1
      this.#change(id, ({ same: known, problems, failed }) => ({
        done,
        same: known + same,
        failed: failed + (problem === null ? 0 : 1),
        problems: problem === null ? problems : [...problems, problem],
        secondsLeft: ((performance.now() - startedMs) / done / 1000) * (pictures.length - done),
      }))
    }
    this.#change(id, ({ state }) => ({ state: state === 'cancelled' ? state : 'done', secondsLeft: null }))
    const ended = this.#find(id)
    if (ended !== null) this.#end(ended)
  }

  /** Whether it is one of this window's; others are the host's. */
  pause(id: string, isPaused: boolean): boolean {
    if (this.#find(id) === null) return false
    this.#change(id, () => ({ state: isPaused ? 'paused' : 'running' }))
    this.#wake()
    return true
  }

  /** The same: one that goes on is cancelled, one that is over put away. */
  end(id: string): boolean {
    const found = this.#find(id)
    if (found === null) return false
    const isOver = found.state === 'done' || found.state === 'cancelled'
    if (isOver) this.#sent = this.#sent.filter((one) => one.id !== id)
    else this.#change(id, () => ({ state: 'cancelled' }))
    this.#wake()
    return true
  }

  async #sendOne(id: string, file: File): Promise<{ same: number; problem: TransferProblem | null }> {
    try {
      const outcome = await this.#parts.studio.backend.importPicture(id, file)
      return { same: outcome === 'same' ? 1 : 0, problem: null }
    } catch (error) {
      return { same: 0, problem: { name: file.name, problem: failureReport(error) } }
    }
  }

  async #rest(id: string): Promise<void> {
    while (this.#find(id)?.state === 'paused')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }

  /** What came together leaves together, by the keys and the message that undo everything else. */
  #end({ id, done, same, failed }: Transfer): void {
    this.#begun.delete(id)
    const count = done - same - failed
    if (count === 0) return
    const { histories, toasts, look, studio } = this.#parts
    let operation: string | null = null
    const history = histories.at('gallery')
    const entry = history.record({
      name: (words) => words.imported,
      key: null,
      before: 'gone',
      after: 'there',
      put: async (to) => {
        if (to === 'gone') operation = (await studio.backend.gallery.undoImport({ id })).operation
        else if (operation !== null) await studio.backend.library.undo({ id: operation })
      },
    })
    toasts.say(look.words.gallery.import.imported(count), histories.wayBack(history, entry))
  }

  #find(id: string): Transfer | null {
    return this.#sent.find((one) => one.id === id) ?? null
  }
  #put(transfer: Transfer): void {
    this.#sent = [...this.#sent, transfer]
  }
  #change(id: string, to: (now: Transfer) => Partial<Transfer>): void {
    this.#sent = this.#sent.map((one) => (one.id === id ? { ...one, ...to(one) } : one))
  }
}
