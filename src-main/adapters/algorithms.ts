// Every adapter kind, in the order in which files are recognised.
import { invariant } from '../base/errors.ts'
import type { AdapterKind } from '../contract/adapter.ts'
import type { Algorithm, FactorShapes } from './algorithm.ts'
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

/** The kind whose parts these are, all of them; null for none, for a mixture, and while a needed part is missing. */
export function claimKind(shapes: FactorShapes): Algorithm | null {
  return algorithms.find((algorithm) => claims(algorithm, shapes)) ?? null
}

function claims({ kind, parts: { required, optional } }: Algorithm, shapes: FactorShapes): boolean {
  const known = new Set([...required.flat(), ...optional])
  return (
    required.some((set) => set.every((part) => shapes.has(part))) &&
    [...shapes.keys()].every((part) => known.has(part)) &&
    // OFT and BOFT share their names; the stages of BOFT are a fourth axis.
    (kind === 'boft') === ((kind === 'oft' || kind === 'boft') && shapes.get('oftBlocks')?.length === 4)
  )
}
