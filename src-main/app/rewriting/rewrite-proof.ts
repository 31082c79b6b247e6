// What the engine reports of a file it wrote, as a person is told it.
import type { BakeReport, RewritePhase, RewriteProgress, RewriteReport } from '../../contract/rewrite.ts'
import type { RewriteKind, RewriteProof } from '../../contract/rewriting.ts'

export function proofOfBaking({ changed, kept, sizeBytes, seconds, warnings }: BakeReport): RewriteProof {
  return {
    ...{ changed, kept, sizeBytes, seconds, warnings },
    ...{ modules: null, relativeError: null, ranks: null, dtype: null, leastKept: null },
  }
}

export function proofOfRewriting(report: RewriteReport): RewriteProof {
  const { modules, dtype, largestError, largestDelta, sizeBytes, seconds, warnings } = report
  const ranks = modules.flatMap(({ rank }) => rank ?? [])
  const cut = modules.filter(({ rank }) => rank !== null).toSorted((a, b) => a.kept - b.kept)[0]
  const isCut = report.kind === 'resize' || report.kind === 'extract'
  return {
    ...{ changed: null, kept: null, modules: modules.length, dtype, sizeBytes, seconds, warnings },
    relativeError: largestDelta === 0 ? 0 : largestError / largestDelta,
    ranks: ranks.length === 0 ? null : { least: Math.min(...ranks), most: Math.max(...ranks) },
    leastKept: isCut && cut !== undefined ? { name: cut.name, kept: cut.kept } : null,
  }
}

const phases: Readonly<Record<RewriteKind, readonly RewritePhase[]>> = {
  bake: ['hash', 'bake'],
  merge: ['hash', 'merge', 'prove'],
  resize: ['hash', 'resize', 'prove'],
  convert: ['hash', 'prove'],
  extract: ['hash', 'text', 'extract', 'prove'],
}

/** Of all its phases, as if each took the same; null where a phase says nothing of how far it is. */
export function shareOf(kind: RewriteKind, { phase, done, of }: RewriteProgress): number | null {
  const order = phases[kind]
  const at = order.indexOf(phase)
  return at === -1 || of === 0 ? null : (at + done / of) / order.length
}
