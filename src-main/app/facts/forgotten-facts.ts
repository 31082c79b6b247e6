// What sites had told and a person wants to be forgotten: it goes from the catalog at once and is kept in memory for a while, so that
// it can be taken back; then the copies of pictures that came with it go, too.
import { AppError } from '../../base/errors.ts'
import { siteFactsOf, storedSiteFacts, toldSince } from '../../catalog/site-words.ts'
import type { Forgotten } from '../../contract/site-facts.ts'
import type { ChoiceTable, HeldSiteFacts } from '../../database/find/choices.ts'

export type ForgottenFacts = {
  /** Of all contents of these; what a person wrote or chose stays. Nothing is changed where nothing was told. */
  forget(ids: readonly string[]): Forgotten
  /** Beside what was asked since. Throws `site/not-forgotten`. */
  recall(id: string): void
  /** Nothing can be taken back any more. */
  close(): Promise<void>
}

export type ForgottenFactsOptions = {
  readonly choices: Pick<ChoiceTable, 'siteFacts' | 'putSiteFacts' | 'forgetSiteFacts' | 'keptPictures'>
  /** Id of the family whose shapes it has. */
  familyOf(id: string): string | null
  /** Of files with these contents, to be told with all that share them. */
  onChanged(ids: readonly string[]): void
  removePicture(sha256: string): Promise<void>
  newId(): string
}

/** Of a selection some kilobytes are kept for each file. */
const mostKept = { times: 20, files: 20_000 }

export function forgottenFacts(options: ForgottenFactsOptions): ForgottenFacts {
  const { choices, familyOf, onChanged, removePicture, newId } = options
  const kept = new Map<string, readonly HeldSiteFacts[]>()
  let removing: Promise<unknown> = Promise.resolve()

  const picturesIn = (held: readonly HeldSiteFacts[]): string[] =>
    held.flatMap(({ facts }) =>
      siteFactsOf(facts).flatMap(({ known }) => known?.pictures.flatMap((one) => one.kept ?? []) ?? []),
    )

  /** The oldest go first; the last one stays, however much it is. */
  function letGo(times: number): void {
    const gone: HeldSiteFacts[] = []
    const count = (): number => [...kept.values()].reduce((sum, held) => sum + held.length, 0)
    while (kept.size > times || (kept.size > 1 && count() > mostKept.files)) {
      const [id, held] = kept.entries().next().value!
      kept.delete(id)
      gone.push(...held)
    }
    const pictures = new Set(picturesIn(gone))
    if (pictures.size === 0) return
    const inUse = choices.keptPictures()
    for (const held of kept.values()) for (const one of picturesIn(held)) inUse.add(one)
    const free = [...pictures].filter((one) => !inUse.has(one))
    // A copy that cannot be removed is a small file that nobody shows.
    removing = Promise.all([removing, ...free.map((one) => removePicture(one).catch(() => undefined))])
  }

  return {
    forget(ids) {
      const held = choices.forgetSiteFacts(ids)
      if (held.length === 0) return { id: null, count: 0 }
      const id = newId()
      kept.set(id, held)
      letGo(mostKept.times)
      onChanged(held.map((one) => one.id))
      return { id, count: held.length }
    },
    recall(id) {
      const held = kept.get(id)
      if (held === undefined) throw new AppError('site/not-forgotten')
      for (const one of held) {
        const all = toldSince(siteFactsOf(choices.siteFacts(one.id)), siteFactsOf(one.facts))
        choices.putSiteFacts(one.id, one.sha256, storedSiteFacts(all, familyOf(one.id)))
      }
      kept.delete(id)
      onChanged(held.map((one) => one.id))
    },
    async close() {
      try {
        letGo(0)
      } catch {
        // The catalog cannot be asked who shows what: the copies stay.
      }
      await removing
    },
  }
}
