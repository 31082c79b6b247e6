// What the files beside a model say of it, read: each program's in its own way, together in the order in which they are believed.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SaidBeside } from '../../adapters/about/made-for.ts'
import { readJson } from '../../adapters/about/python-value.ts'
import { readTextFile } from '../../files/text-file.ts'
import { saidByA1111 } from './a1111.ts'
import { saidByCivitai } from './civitai.ts'
import { saidByLoraManager } from './lora-manager.ts'
import { text, type SaidBySidecar, type WeightRange } from './said.ts'
import { sidecarEndings, type Sidecar, type SidecarNames } from './sidecar-names.ts'
import { saidByStabilityMatrix } from './stability-matrix.ts'

export type Sidecars = {
  /** Everything that is said, by whom, the most reliable first. */
  readonly said: readonly { readonly from: Sidecar; readonly said: SaidBySidecar }[]
  readonly madeFor: readonly SaidBeside[]
  readonly activationText: string | null
  readonly trainedWords: readonly string[]
  readonly preferredWeight: number | null
  readonly range: WeightRange | null
  readonly notes: string | null
  readonly preview: string | null
}

const readers: Readonly<Record<Sidecar, (text: string) => SaidBySidecar>> = {
  a1111: (written) => saidByA1111(readJson(written)),
  text: (written) => ({ description: text(written) }),
  'lora-manager': (written) => saidByLoraManager(readJson(written)),
  civitai: (written) => saidByCivitai(readJson(written)),
  'stability-matrix': (written) => saidByStabilityMatrix(readJson(written)),
}
const order = Object.keys(sidecarEndings) as Sidecar[]
const mostBytes = 4_000_000

/** What cannot be read says nothing. */
export async function readSidecars(path: string, names: SidecarNames): Promise<Sidecars> {
  const said: { from: Sidecar; said: SaidBySidecar }[] = []
  for (const from of order) {
    const name = names.said[from]
    if (name === undefined) continue
    const written = await readTextFile(join(dirname(path), name), mostBytes).catch(() => undefined)
    if (written !== undefined) said.push({ from, said: readers[from](written) })
  }
  const preview = names.preview ?? said.find((one) => one.said.preview)?.said.preview ?? null
  const isThere = preview !== null && (names.preview !== null || existsSync(join(dirname(path), preview)))
  return { ...mergeSidecars(said), preview: isThere ? preview : null }
}

/** Who speaks of the base line first: publishers know better than the card's choice of three. */
const baseOrder: readonly Sidecar[] = ['civitai', 'lora-manager', 'stability-matrix', 'a1111']

export function mergeSidecars(said: Sidecars['said']): Omit<Sidecars, 'preview'> {
  const first = <Key extends 'activationText' | 'notes' | 'preferredWeight' | 'range'>(
    key: Key,
  ): NonNullable<SaidBySidecar[Key]> | null => said.flatMap((one) => one.said[key] ?? [])[0] ?? null
  const words = said.map((one) => one.said.trainedWords ?? []).find((list) => list.length > 0)
  return {
    said,
    madeFor: baseOrder.flatMap((from) => {
      const base = said.find((one) => one.from === from)?.said.base ?? null
      return base === null ? [] : [{ text: base, where: from === 'civitai' ? 'civitai' : 'sidecar' } as const]
    }),
    activationText: first('activationText'),
    trainedWords: words ?? [],
    preferredWeight: first('preferredWeight'),
    range: first('range'),
    notes: first('notes'),
  }
}
