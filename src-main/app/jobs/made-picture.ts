// A picture as it came from an engine, with its record: what was asked for, what
// acted, and the hashes of those very bytes.
import { applicationVersion } from '../../base/version.ts'
import type { Artefact } from '../../contract/artefact.ts'
import type { EnginePicture, PictureFacts, Pixels } from '../../contract/engine.ts'
import type { GenerationRequest, PictureRecord } from '../../contract/generation.ts'
import { pictureRecord } from '../../formats/picture-record.ts'
import type { FileHashes, HashLedger } from '../library/hash-ledger.ts'
import type { UsedModels } from './engine-call.ts'

export type MadePicture = {
  readonly pixels: Pixels
  /** Its hashes are those of the bytes that acted; those that are still unknown are left out. */
  readonly record: PictureRecord
  /** The record with hashes that were not known yet; null where there is nothing to add. Never rejects. */
  readonly fuller: Promise<PictureRecord | null>
}

export type AskedFor = UsedModels & {
  readonly request: GenerationRequest
  readonly acting: readonly Artefact[]
}

export function madePicture(
  { pixels, facts }: EnginePicture,
  asked: AskedFor,
  ledger: HashLedger,
): MadePicture {
  const createdAt = new Date()
  const paths = new Map(asked.acting.map(({ id, path }) => [id, path]))
  const known = new Map<string, FileHashes>()
  const unknown: { id: string; hashes: Promise<FileHashes | null> }[] = []
  for (const { id, stamp } of facts.read) {
    const path = paths.get(id)
    if (stamp === null || path === undefined) continue
    const hashes = ledger.known(path, stamp)
    if (hashes !== null) known.set(id, hashes)
    else unknown.push({ id, hashes: ledger.of(path, stamp).catch(() => null) })
  }

  async function fuller(): Promise<PictureRecord | null> {
    const before = known.size
    for (const { id, hashes } of unknown) {
      const found = await hashes
      if (found !== null) known.set(id, found)
    }
    return known.size > before ? recordOf(facts, asked, new Map(known), createdAt) : null
  }
  return { pixels, record: recordOf(facts, asked, known, createdAt), fuller: fuller() }
}

function recordOf(
  facts: PictureFacts,
  { request, model, vae }: AskedFor,
  known: ReadonlyMap<string, FileHashes>,
  createdAt: Date,
): PictureRecord {
  const named = ({ id, name }: { id: string; name: string }) => {
    const sha256 = known.get(id)?.sha256
    return { name, ...(sha256 === undefined ? {} : { sha256 }) }
  }
  return pictureRecord({
    application: `Lamina ${applicationVersion}`,
    request,
    facts,
    model: named(model),
    vae: vae && named(vae),
    hashesOf(artefact) {
      const hashes = known.get(artefact)
      if (hashes === undefined) return {}
      const { sha256, autoV3 } = hashes
      return autoV3 === null ? { sha256 } : { sha256, autoV3 }
    },
    createdAt,
  })
}
