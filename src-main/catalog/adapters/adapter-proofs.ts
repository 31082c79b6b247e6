// What adapters would do to a model: found out once for each contents and each list of modules, and remembered.
import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { createKept } from '../../base/kept.ts'
import type { AdapterProof } from '../../contract/library.ts'
import { readStored, toStore, type StoredKind } from '../../contract/stored.ts'
import type { AdapterRow } from '../../database/adapter-row.ts'
import type { AdapterTable } from '../../database/adapters.ts'
import type { ProofTable } from '../../database/proofs.ts'
import { problemSchema } from '../problem-schema.ts'
import { remarkSchema } from '../remark-schema.ts'
import type { AdapterWork } from './adapter-work.ts'

export type AdapterProofs = {
  /** Names the modules of the model: models of one family share it. Throws what is wrong with the model. */
  modulesOf(modelId: string): Promise<string>
  /** Of those that are there, in no order. Throws what is wrong with the model. */
  of(modelId: string, ids: readonly string[]): Promise<AdapterProof[]>
  /** Without reading anything; null while it was not found out. */
  known(modulesHash: string, adapter: { id: string; name: string; contents: string }): AdapterProof | null
  readonly matching: number
}

export type AdapterProofsOptions = {
  adapters: Pick<AdapterTable, 'find'>
  table: ProofTable
  work: Pick<AdapterWork, 'proof' | 'modules'>
  /** Of a checkpoint; throws what the model catalog throws. */
  modelPath(modelId: string): string
  /** Writes what is only remembered, if the disk takes it. */
  attempt(write: () => void): void
}

/** Grows when adapters are matched with modules differently: what was found out before is then not believed. */
const matching = 1

const countSchema = z.object({ matched: z.number(), unmatched: z.number() })
const proofKind: StoredKind<Omit<AdapterProof, 'adapterId'>> = {
  name: 'adapter proof',
  schema: z.object({
    verdict: z.enum(['fits', 'partly', 'refused']),
    unet: countSchema,
    text: countSchema,
    unmatched: z.array(z.object({ name: z.string(), reason: remarkSchema })),
    refusal: problemSchema,
  }),
  upgrades: [],
}

/** Whose modules are known without a look into their files. */
const mostModels = 100

export function adapterProofs(options: AdapterProofsOptions): AdapterProofs {
  const { adapters, table, work, modelPath, attempt } = options
  const modules = createKept<string, Promise<string>>({ limit: mostModels })

  async function modulesOf(modelId: string): Promise<string> {
    const path = modelPath(modelId)
    const { size, mtimeMs } = await stat(path)
    const stamp = `${path} ${size} ${mtimeMs}`
    const known = modules.get(stamp)
    if (known !== undefined) return known
    const hash = work.modules(path)
    modules.put(stamp, hash)
    hash.catch(() => modules.delete(stamp))
    return hash
  }

  function known(
    modulesHash: string,
    { id, name, contents }: { id: string; name: string; contents: string },
  ): AdapterProof | null {
    const stored = table.find({ headerHash: contents, name, modulesHash, matching })
    const { value } = readStored(proofKind, stored)
    return value === null ? null : { ...value, adapterId: id }
  }

  async function proofOf(row: AdapterRow, path: string, modulesHash: string): Promise<AdapterProof> {
    const { id, name, headerHash } = row
    const remembered = known(modulesHash, { id, name, contents: headerHash })
    if (remembered !== null) return remembered
    const found = await work.proof({ id, path: row.path }, path)
    // Nothing is remembered of what has no contents: it could not be opened this time.
    if (headerHash !== '') {
      const { adapterId: _, ...proof } = found
      const { verdict } = proof
      attempt(() =>
        table.put([{ headerHash, name, modulesHash, matching, verdict, proof: toStore(proofKind, proof) }]),
      )
    }
    return found
  }

  return {
    matching,
    modulesOf,
    known,
    async of(modelId, ids) {
      const modulesHash = await modulesOf(modelId)
      const path = modelPath(modelId)
      const rows = [...new Set(ids)].flatMap((id) => adapters.find(id) ?? [])
      return Promise.all(rows.filter(({ missing }) => !missing).map((row) => proofOf(row, path, modulesHash)))
    },
  }
}
