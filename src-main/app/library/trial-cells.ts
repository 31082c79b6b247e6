// Which pictures a trial is made of, what is left out and why, and what each picture is asked for with.
import { AppError, reportError } from '../../base/errors.ts'
import { plainEntry } from '../../contract/adapter.ts'
import type { GenerationRequest } from '../../contract/generation.ts'
import type { AdapterProof, AdapterSummary } from '../../contract/library.ts'
import { waitingCell } from '../../contract/picture-round.ts'
import type { StoredTrial, StoredTrialCell, TriedAdapter } from '../../contract/trial.ts'
import { addWords } from '../../text/prompt-phrases.ts'

export type TrialCells = Pick<StoredTrial, 'cells' | 'skipped'>

/** What is known of one that shall be tried: `adapter` is null for what is not one, `proof` where it cannot be judged. */
export type Candidate = {
  readonly id: string
  readonly name: string
  readonly adapter: AdapterSummary | null
  readonly proof: AdapterProof | null
}

/** The base first, then one adapter after the other, in their order; nothing where none of them can be tried. */
export function trialCells(candidates: readonly Candidate[]): TrialCells {
  const tried: TriedAdapter[] = []
  const skipped: TrialCells['skipped'] = []
  for (const { id, name, adapter, proof } of candidates) {
    const why = refusalOf(adapter, proof)
    if (why !== null) skipped.push({ id, name, why })
    else if (adapter !== null)
      tried.push({ id, name, weight: adapter.preferredWeight, words: adapter.triggerGroups[0] ?? [] })
  }
  return { cells: tried.length === 0 ? [] : [null, ...tried].map(cellOf), skipped }
}

function cellOf(adapter: StoredTrialCell['adapter']): StoredTrialCell {
  return { ...waitingCell, adapter, picture: null }
}

function refusalOf(
  adapter: AdapterSummary | null,
  proof: AdapterProof | null,
): StoredTrial['skipped'][number]['why'] | null {
  if (adapter === null) return reportError(new AppError('trial/no-adapter'))
  if (adapter.missing) return reportError(new AppError('adapter/missing', { name: adapter.name }))
  return adapter.problem ?? proof?.refusal ?? null
}

/** `of`: what the trial was asked for with. */
export function cellRequest(of: GenerationRequest, adapter: StoredTrialCell['adapter']): GenerationRequest {
  const base = { ...of, batch: 1, stack: [] }
  if (adapter === null) return base
  const { id, name, weight, words } = adapter
  return {
    ...base,
    prompt: addWords(of.prompt, words).text,
    stack: [plainEntry({ id: 'tried', adapter: id, name, weight })],
  }
}
