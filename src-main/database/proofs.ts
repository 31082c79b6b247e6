// The rows of what an adapter would do to a model: remembered by the contents of both, so that files may move.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

/** `matching`: the version of the rules by which it was found out; older ones are not believed. */
export type ProofKey = { headerHash: string; name: string; modulesHash: string; matching: number }
export type ProofRow = ProofKey & { verdict: string; proof: unknown }

export type ProofTable = {
  find(key: ProofKey): unknown
  put(rows: readonly ProofRow[]): void
}

export function proofTable(database: Connection): ProofTable {
  const find = database.prepare<[ProofKey], { proof: string }>(
    `select proof from proofs where modules_hash = @modulesHash and header_hash = @headerHash and name = @name
     and matching = @matching`,
  )
  const put = database.prepare<[Omit<ProofRow, 'proof'> & { proof: string }]>(
    `insert or replace into proofs (header_hash, name, modules_hash, matching, verdict, proof)
     values (@headerHash, @name, @modulesHash, @matching, @verdict, @proof)`,
  )
  return {
    find(key) {
      const row = find.get(key)
      return row === undefined ? null : parseStored(row.proof)
    },
    put: database.transaction((rows: readonly ProofRow[]) => {
      for (const { proof, ...row } of rows) put.run({ ...row, proof: JSON.stringify(proof) })
    }),
  }
}
