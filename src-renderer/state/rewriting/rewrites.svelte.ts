// Files written anew: the form that is open, what it would come to, how far the work is, and what came of it.
import { mostEntries, plainEntry } from '../../../src-main/contract/adapter.ts'
import type { ErrorReport } from '../../../src-main/base/errors.ts'
import type { RewritePlan, RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import { failureReport } from '../failure.ts'
import type { Histories } from '../history/histories.svelte.ts'
import type { Step } from '../history/step.ts'
import type { Entry } from '../history/timeline.ts'
import type { Draft } from '../picture/draft.svelte.ts'
import type { Look } from '../look.svelte.ts'
import type { Place, PlaceName } from '../place.svelte.ts'
import type { Studio } from '../studio.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { AdapterShelf } from '../stack/adapter-shelf.svelte.ts'
import { isUsableCheckpoint } from '../usable-checkpoint.ts'
import { emptyForm, wishOf, type RewriteForm } from './rewrite-form.ts'

export type RewritesParts = {
  studio: Studio
  draft: Draft
  shelf: Pick<AdapterShelf, 'lookUp'>
  histories: Histories
  toasts: Toasts
  look: Look
  place: Place
}

/** Of an adapter, what a form needs of it. */
type Source = { readonly id: string; readonly name: string; readonly architecture: string | null }

const settleMs = 150

export class Rewrites {
  readonly #parts: RewritesParts
  #isOpen = $state(false)
  #form = $state.raw<RewriteForm | null>(null)
  #plan = $state.raw<RewritePlan | null>(null)
  #problem = $state.raw<ErrorReport | null>(null)
  #question = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The one that is looked at. */
  #shownId = $state<string | null>(null)
  /** Where each that was begun in this window was begun, and what takes back what came of it. */
  readonly #begun = new Map<string, PlaceName>()
  #entries = $state.raw<ReadonlyMap<string, Entry>>(new Map())

  readonly shown: RewritingSummary | null = $derived.by(
    () => this.#parts.studio.data.rewritings.find(({ id }) => id === this.#shownId) ?? null,
  )

  constructor(parts: RewritesParts) {
    this.#parts = parts
    parts.studio.listen((event) => {
      if (event.type === 'rewriting') this.#hear(event.rewriting)
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  set isOpen(isOpen: boolean) {
    this.#isOpen = isOpen
    // What is over was read.
    if (!isOpen && this.shown?.state === 'failed') this.#dismiss(this.shown.id)
  }
  get form(): RewriteForm | null {
    return this.#form
  }
  /** Null while it is being looked at, and where something is wrong. */
  get plan(): RewritePlan | null {
    return this.#plan
  }
  get problem(): ErrorReport | null {
    return this.#problem
  }

  /** The whole stack as it is now. */
  openStack(kind: 'bake' | 'merge'): void {
    const { stack, model } = this.#parts.draft.form
    this.#open({ ...emptyForm, kind, stack, model: model === '' ? null : model })
  }

  /** Adapters of the library in this order, each at its preferred weight; what cannot be used is left out. */
  async openPicked(kind: 'bake' | 'merge', ids: readonly string[]): Promise<void> {
    const { shelf, toasts } = this.#parts
    await toasts.attempt(async () => {
      const found = await shelf.lookUp(ids.slice(0, mostEntries))
      const usable = found
        .filter(({ kind: own, problem, missing }) => own !== null && problem === null && !missing)
        .toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
      const stack = usable.map(({ id, name, preferredWeight: weight }) =>
        plainEntry({ id, adapter: id, name, weight }),
      )
      const model = this.#modelFor(usable[0]?.architecture ?? null, kind)
      this.#open({ ...emptyForm, kind, stack, isPicked: true, model })
    })
  }

  /** The chosen one where it is of this architecture. To bake into there has to be one. */
  #modelFor(architecture: string | null, kind: 'bake' | 'merge'): string | null {
    const { studio, draft } = this.#parts
    const chosen = studio.model(draft.form.model)
    if (chosen !== null && chosen.architecture === architecture) return chosen.id
    const others = studio.data.models.filter(isUsableCheckpoint)
    return kind === 'merge' ? null : (others.find((one) => one.architecture === architecture)?.id ?? null)
  }

  /** An entry of what was picked. */
  weigh(id: string, weight: number): void {
    const stack = this.#form?.stack.map((entry) => (entry.id === id ? { ...entry, weight } : entry))
    if (stack !== undefined) this.change({ stack })
  }

  /** Before the one above it. */
  moveUp(id: string): void {
    const stack = [...(this.#form?.stack ?? [])]
    const at = stack.findIndex((entry) => entry.id === id)
    if (at < 1) return
    stack.splice(at - 1, 2, stack[at]!, stack[at - 1]!)
    this.change({ stack })
  }

  openAdapter(
    kind: 'resize' | 'convert',
    { id, name, architecture }: Source,
    ranks: readonly number[],
  ): void {
    const { studio, draft } = this.#parts
    const model = studio.model(draft.form.model)
    const isOfModel = architecture !== null && model?.architecture === architecture
    const most = Math.max(...ranks, 2)
    this.#open({
      ...{ ...emptyForm, kind, adapter: id, adapterName: name, model: isOfModel ? model.id : null },
      rank: Math.max(1, Math.floor(most / 2)),
      to: kind === 'convert' ? 'peft' : 'kohya',
    })
  }

  openExtract(tuned: string): void {
    const { studio } = this.#parts
    const own = studio.model(tuned)
    const base = studio.data.models.find(
      (model) => model.id !== tuned && isUsableCheckpoint(model) && model.architecture === own?.architecture,
    )
    this.#open({ ...emptyForm, kind: 'extract', tuned, base: base?.id ?? null })
  }

  #open(form: RewriteForm): void {
    this.#shownId = null
    this.#form = form
    this.#isOpen = true
    void this.#ask(form)
  }

  change(fields: Partial<RewriteForm>): void {
    if (this.#form === null) return
    const form = { ...this.#form, ...fields }
    this.#form = form
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(form), settleMs)
  }

  async #ask(form: RewriteForm): Promise<void> {
    const number = ++this.#question
    const wish = wishOf(form)
    let [plan, problem]: [RewritePlan | null, ErrorReport | null] = [null, null]
    try {
      if (wish !== null) plan = await this.#parts.studio.backend.rewriting.plan(wish)
    } catch (error) {
      problem = failureReport(error)
    }
    if (number !== this.#question) return
    this.#plan = plan
    this.#problem = problem
  }

  async start(): Promise<void> {
    const wish = this.#form && wishOf(this.#form)
    if (wish === null) return
    try {
      const told = await this.#parts.studio.backend.rewriting.start(wish)
      this.#shownId = told.id
      this.#follow(told)
    } catch (error) {
      this.#problem = failureReport(error)
    }
  }

  /** One that an earlier host left. */
  async startAgain(id: string): Promise<void> {
    const { studio, toasts } = this.#parts
    await toasts.attempt(async () => this.#follow(await studio.backend.rewriting.again({ id })))
  }

  /** It is begun from here. */
  #follow(told: RewritingSummary): void {
    const { studio, place } = this.#parts
    this.#begun.set(told.id, place.current)
    // It may have ended by now: what was heard before the answer is newer than it.
    const heard = studio.data.rewritings.find(({ id }) => id === told.id)
    if (heard === undefined) studio.learn({ type: 'rewriting', rewriting: told })
    else this.#hear(heard)
  }

  /** Back to the form, as it was. */
  again(): void {
    const { shown } = this
    this.#shownId = null
    if (shown?.state === 'failed') this.#dismiss(shown.id)
    if (this.#form !== null) void this.#ask(this.#form)
  }

  show(id: string): void {
    this.#shownId = id
    this.#isOpen = true
  }

  cancel(id: string): void {
    const { studio, toasts } = this.#parts
    void toasts.attempt(() => studio.backend.rewriting.cancel({ id }))
  }

  /** One that is over or was interrupted is shown no more. */
  async putAway(id: string): Promise<void> {
    const { studio, toasts } = this.#parts
    await toasts.attempt(() => studio.backend.rewriting.dismiss({ id }))
  }

  /** Whether what came of it can still be taken back from here. */
  canUndo(id: string): boolean {
    return this.#entries.has(id)
  }

  async undo(id: string): Promise<void> {
    const entry = this.#entries.get(id)
    const place = this.#begun.get(id)
    if (entry === undefined || place === undefined) return
    const taken = await this.#parts.histories.at(place).takeBack(entry)
    if (taken === null) return
    this.#entries = new Map([...this.#entries].filter(([known]) => known !== id))
    this.#isOpen = false
    this.#dismiss(id)
  }

  #dismiss(id: string): void {
    void this.#parts.studio.backend.rewriting.dismiss({ id }).catch(() => undefined)
  }

  #hear({ id, state, itemId, fileName, problem }: RewritingSummary): void {
    const place = this.#begun.get(id)
    if (place === undefined || this.#entries.has(id)) return
    const { histories, toasts, look } = this.#parts
    const isSeen = this.#isOpen && this.#shownId === id
    if (state === 'failed' && !isSeen && problem !== null) toasts.fail(problem)
    if (state !== 'done') return
    if (itemId !== null) {
      const entry = histories.at(place).record(this.#stepOf(itemId, fileName))
      if (entry !== null) this.#entries = new Map(this.#entries).set(id, entry)
    }
    if (!isSeen)
      toasts.say(look.words.rewriting.done(fileName), {
        label: look.words.rewriting.show,
        run: () => this.show(id),
      })
  }

  /** What was made lies in the trash, or is back. */
  #stepOf(itemId: string, fileName: string): Step<'there' | 'trash'> {
    const { library } = this.#parts.studio.backend
    let operation: string | null = null
    return {
      name: (words) => words.fileMade(fileName),
      key: null,
      before: 'trash',
      after: 'there',
      put: async (to) => {
        if (to === 'trash') operation = (await library.trash({ ids: [itemId] })).id
        else if (operation !== null) await library.undo({ id: operation })
      },
    }
  }
}
