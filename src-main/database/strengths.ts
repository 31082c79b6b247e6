// What was measured of how strong adapters are on bases: remembered by the contents of both, so that files may move.
import { parseStored } from '../contract/stored.ts'
import type { Connection } from './connection.ts'

/** An adapter that may stand for what is usual. */
export type UsualAdapter = {
  readonly id: string
  readonly path: string
  readonly sha256: string | null
  readonly autoV3: string | null
  /** Of its training; null where nothing is known of it. */
  readonly session: string | null
}

export type StrengthTable = {
  /** What was put for these contents against these modules; undefined for nothing. */
  energies(sha256: string, modulesHash: string): unknown
  putEnergies(sha256: string, modulesHash: string, energies: unknown): void
  response(adapterSha256: string, baseSha256: string): unknown
  putResponse(adapterSha256: string, baseSha256: string, response: unknown): void
  /** Adapters of an architecture that are there and can be used, always in the same order; of copies the best alone. */
  usual(architecture: string, limit: number): UsualAdapter[]
}

/** `method`: the version of the rules by which they were measured; older ones are not believed. */
export function strengthTable(database: Connection, method = 1): StrengthTable {
  const energies = database.prepare<[string, string], { energies: string }>(
    `select energies from module_energies where sha256 = ? and modules_hash = ? and method = ${method}`,
  )
  const putEnergies = database.prepare<[string, string, string]>(
    `insert or replace into module_energies (sha256, modules_hash, method, energies) values (?, ?, ${method}, ?)`,
  )
  const response = database.prepare<[string, string], { response: string }>(
    `select response from responses where adapter_sha256 = ? and base_sha256 = ? and method = ${method}`,
  )
  const putResponse = database.prepare<[string, string, string]>(
    `insert or replace into responses (adapter_sha256, base_sha256, method, response) values (?, ?, ${method}, ?)`,
  )
  const usual = database.prepare<[string, number], UsualAdapter>(
    `select a.id, a.path, a.sha256, a.auto_v3 as autoV3, e.session
     from items i join adapters a on a.id = i.id left join effects e on e.adapter_id = a.id
     where i.is_adapter = 1 and i.architecture = ? and a.missing = 0 and a.refused = 0
       and not exists (select 1 from same_effects s where s.adapter_id = a.id and s.place > 0)
     order by a.id limit ?`,
  )
  return {
    energies(sha256, modulesHash) {
      const row = energies.get(sha256, modulesHash)
      return row && parseStored(row.energies)
    },
    putEnergies: (sha256, modulesHash, given) => putEnergies.run(sha256, modulesHash, JSON.stringify(given)),
    response(adapterSha256, baseSha256) {
      const row = response.get(adapterSha256, baseSha256)
      return row && parseStored(row.response)
    },
    putResponse: (adapterSha256, baseSha256, given) =>
      putResponse.run(adapterSha256, baseSha256, JSON.stringify(given)),
    usual: (architecture, limit) => usual.all(architecture, limit),
  }
}
