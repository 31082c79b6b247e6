// Dropping: places say which kinds they take, the shell shows what would happen, and what is let go finds its taker.
import { untrack } from 'svelte'
import type { Messages } from '../../messages/en.ts'
import type { Look } from '../look.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import { dropKinds, heldOf, type DropKind, type Held } from './drop-kinds.ts'
import type { Dropped } from './dropped.ts'

/** What takes things of some kinds, as long as it is there. */
export type DropTaker = {
  kinds: readonly DropKind[]
  /** What would happen to a thing of this kind, for the overlay. */
  says(words: Messages, kind: DropKind): string
  /** All that it takes of one drop. What it throws is told. */
  take(dropped: readonly Dropped[]): void | Promise<void>
}

/** A line of the overlay. */
export type DropOffer = { kind: DropKind | 'other'; says: string; isTaken: boolean }

export class Drops {
  readonly #toasts: Toasts
  readonly #look: Look
  #takers = $state.raw<readonly DropTaker[]>([])
  #held = $state.raw<Held | null>(null)

  /** What would happen to what is held; empty while nothing is. */
  readonly offers: readonly DropOffer[] = $derived.by(() => {
    const held = this.#held
    if (held === null) return []
    const { words } = this.#look
    const offers = held.kinds.map((kind): DropOffer => {
      const taker = this.#takerOf(kind)
      const says = taker?.says(words, kind) ?? `${words.drops.notHere} ${words.drops.elsewhere[kind]}`
      return { kind, says, isTaken: taker !== null }
    })
    if (!held.maybeOther) return offers
    return [...offers, { kind: 'other', says: words.drops.elsewhere.other, isTaken: false }]
  })
  readonly isTaken: boolean = $derived(this.offers.some((offer) => offer.isTaken))

  constructor({ toasts, look }: { toasts: Toasts; look: Look }) {
    this.#toasts = toasts
    this.#look = look
  }

  get held(): Held | null {
    return this.#held
  }

  /** The last one that takes a kind has it: a view before what holds everywhere. Returns the end of it. */
  provide(taker: DropTaker): () => void {
    // Effects provide, and must not run again for what others provide.
    this.#takers = [...untrack(() => this.#takers), taker]
    return () => {
      this.#takers = this.#takers.filter((one) => one !== taker)
    }
  }

  /** Called again and again while something is held. */
  hold(items: readonly { kind: string; type: string }[]): void {
    const held = heldOf(items)
    if (JSON.stringify(held) !== JSON.stringify(this.#held)) this.#held = held
  }

  end(): void {
    this.#held = null
  }

  /** Each to its taker; of what nobody takes is said why. */
  async drop(dropped: readonly Dropped[]): Promise<void> {
    this.end()
    const takers = new Map<DropTaker, Dropped[]>()
    const left: Dropped[] = []
    for (const one of dropped) {
      const taker = one.kind === null ? null : this.#takerOf(one.kind)
      if (taker === null) left.push(one)
      else takers.set(taker, [...(takers.get(taker) ?? []), one])
    }
    this.#sayLeft(left)
    for (const [taker, own] of takers) await this.#toasts.attempt(async () => taker.take(own))
  }

  #takerOf(kind: DropKind): DropTaker | null {
    return this.#takers.findLast(({ kinds }) => kinds.includes(kind)) ?? null
  }

  /** One message for each kind. */
  #sayLeft(left: readonly Dropped[]): void {
    const words = this.#look.words.drops
    for (const kind of [...dropKinds, null]) {
      const own = left.filter((one) => one.kind === kind)
      if (own.length === 0) continue
      const names = words.notTaken(own[0]!.name, own.length - 1)
      this.#toasts.say(`${names} ${words.elsewhere[kind ?? 'other']}`)
    }
  }
}
