// The short statement on a card: whether the adapter fits the base model, and what it was made for.
import { familyLabel } from '../../../../src-main/contract/families.ts'
import type { Look } from '../../../state/look.svelte.ts'
import type { AdapterProof, AdapterSummary } from '../../../../src-main/contract/library.ts'

export type Verdict = {
  tone: 'good' | 'warn' | 'bad' | 'quiet'
  sign: string
  text: string
  /** The whole reason, where there is more to say. */
  reason: string | null
}

export function verdictOf(
  adapter: AdapterSummary | null,
  proof: AdapterProof | null,
  look: Pick<Look, 'words' | 'number' | 'say'>,
): Verdict {
  const words = look.words.card
  if (adapter === null || adapter.missing) {
    return { tone: 'bad', sign: '✕', text: words.missing, reason: words.missingLong }
  }
  if (adapter.problem !== null) {
    return { tone: 'bad', sign: '✕', text: words.refused, reason: look.say(adapter.problem).message }
  }
  if (adapter.kind === null) return { tone: 'quiet', sign: '', text: words.reading, reason: null }
  if (proof === null) return { tone: 'quiet', sign: '', text: words.checking, reason: null }
  const madeFor = adapter.madeFor === null ? null : words.madeFor(adapter.madeFor.name)
  if (proof.verdict === 'refused') {
    const base = adapter.architecture === null ? null : familyLabel(adapter.architecture)
    const other = proof.refusal?.code === 'adapter/wrong-architecture' ? base : null
    return {
      tone: 'bad',
      sign: '✕',
      text: other === null ? words.refused : words.madeFor(other),
      reason: proof.refusal === null ? null : look.say(proof.refusal).message,
    }
  }
  if (proof.verdict === 'partly') {
    const matched = proof.unet.matched + proof.text.matched
    const all = matched + proof.unet.unmatched + proof.text.unmatched
    const few = proof.unmatched.slice(0, 3).map(({ name, reason }) => `${name}: ${look.say(reason).message}`)
    return {
      tone: 'warn',
      sign: '!',
      text: words.partly(look.number(matched), look.number(all)),
      reason: few.length === 0 ? null : few.join('\n'),
    }
  }
  return {
    tone: 'good',
    sign: '✓',
    text: madeFor === null ? words.fits : `${words.fits} · ${madeFor}`,
    reason: null,
  }
}
