// The response of pictures to an adapter's weight as the catalog keeps it: the newest strip of the two counts.
import { z } from 'zod'
import { readStored, toStore, type StoredKind } from '../../contract/stored.ts'
import type { WeightMark } from '../../contract/weight-mark.ts'
import type { StrengthTable } from '../../database/strengths.ts'
import { responseMark, type ResponsePoint } from './response.ts'

type Stored = { points: [weight: number, distance: number][] }

const responseKind: StoredKind<Stored> = {
  name: 'response to a weight',
  schema: z.object({ points: z.array(z.tuple([z.number(), z.number()])) }),
  upgrades: [],
}

/** Null where there is none that says anything. */
export function responseOf(
  table: Pick<StrengthTable, 'response'>,
  adapterSha256: string | null,
  baseSha256: string | null,
): WeightMark['response'] {
  if (adapterSha256 === null || baseSha256 === null) return null
  const { value } = readStored(responseKind, table.response(adapterSha256, baseSha256))
  return value && responseMark(value.points)
}

/** `points`: of every weight but 0. */
export function putResponse(
  table: Pick<StrengthTable, 'putResponse'>,
  adapterSha256: string,
  baseSha256: string,
  points: readonly ResponsePoint[],
): void {
  const stored = { points: points.map(([weight, distance]): [number, number] => [weight, distance]) }
  table.putResponse(adapterSha256, baseSha256, toStore(responseKind, stored))
}
