// How far a file that is written anew has come, and what its proof says, in words.
import type { RewriteKind, RewriteProof, RewritingSummary } from '../../../src-main/contract/rewriting.ts'
import { numberTypeLabels } from '../names.ts'
import type { Look } from '../look.svelte.ts'

export function rewritingHeadline({ state, progress }: RewritingSummary, look: Look): string {
  const words = look.words.rewriting
  if (state === 'waiting' || progress === null) return words.waits
  return words.phases[progress.phase](look.number(progress.done), look.number(progress.of))
}

/** Errors as small as this are the last bit of a number. */
const exactTo = 2e-6

/** One sentence for each thing that is known. */
export function proofLines(kind: RewriteKind, proof: RewriteProof, look: Look): string[] {
  const words = look.words.rewriting.proof
  const { changed, kept, modules, dtype, ranks, relativeError, leastKept } = proof
  const lines: string[] = []
  if (changed !== null && kept !== null) lines.push(words.baked(changed, kept))
  if (modules !== null && dtype !== null)
    lines.push(words.modules(modules, numberTypeLabels[dtype], ranks?.least ?? null, ranks?.most ?? null))
  if (leastKept !== null) lines.push(words.kept(look.percent(leastKept.kept), leastKept.name))
  if (relativeError !== null) {
    if (relativeError <= exactTo) lines.push(words.exact)
    else {
      const percent = look.percent(relativeError)
      lines.push(kind === 'resize' || kind === 'extract' ? words.cut(percent) : words.error(percent))
    }
  }
  lines.push(words.took(look.bytes(proof.sizeBytes), look.duration(proof.seconds)))
  return [...lines, ...proof.warnings.map((one) => look.say(one).message)]
}
