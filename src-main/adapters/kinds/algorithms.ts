// Every adapter kind, in the order in which files are recognised.
import { invariant } from '../../base/errors.ts'
import type { AdapterKind } from '../../contract/adapter.ts'
import type { Algorithm } from './algorithm.ts'
import { boft } from './boft.ts'
import { full } from './full.ts'
import { glora } from './glora.ts'
import { ia3 } from './ia3.ts'
import { loha } from './loha.ts'
import { lokr } from './lokr.ts'
import { lora } from './lora.ts'
import { norm } from './norm.ts'
import { oft } from './oft.ts'

export const algorithms: readonly Algorithm[] = [lora, loha, lokr, ia3, full, norm, glora, oft, boft]

/** A LoCon's modules are LoRAs. */
export function algorithmOf(kind: AdapterKind): Algorithm {
  const algorithm = algorithms.find((candidate) => candidate.kind === (kind === 'locon' ? 'lora' : kind))
  invariant(algorithm, `${kind} has an algorithm`)
  return algorithm
}

/**
 * The kind to which all of these parts belong; null for no parts, for a mixture, and while a needed part is missing.
 * OFT and BOFT share their names: `blockAxes` are those of oftBlocks, where the stages of BOFT are a fourth.
 */
export function claimKind(parts: ReadonlySet<string>, blockAxes = 3): Algorithm | null {
  const staged = parts.has('oftBlocks') && blockAxes === 4
  return algorithms.find((algorithm) => claims(algorithm, parts) && (algorithm === boft) === staged) ?? null
}

function claims({ parts: { required, optional } }: Algorithm, parts: ReadonlySet<string>): boolean {
  const known = new Set([...required.flat(), ...optional])
  return (
    required.some((set) => set.every((part) => parts.has(part))) &&
    [...parts].every((part) => known.has(part))
  )
}
