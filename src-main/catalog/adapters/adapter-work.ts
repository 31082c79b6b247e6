// What the catalog does with adapter files that takes time: hashing, measuring, judging. Run it in a process of its own.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { baseModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { noMatch } from '../../adapters/reading/no-match.ts'
import { readAdapter } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { detectCheckpoint, modelOf } from '../../architectures/recognising/detect.ts'
import { reportError } from '../../base/errors.ts'
import { createKept } from '../../base/kept.ts'
import type { AdapterProof } from '../../contract/library.ts'
import { hashFile, type HashOptions } from '../../files/hashes.ts'
import { openWeights } from '../../files/open-weights.ts'
import { adapterName, moduleCounts } from './inspect-adapter.ts'
import { openAdapterFile } from './open-adapter-file.ts'
import { profileFile } from './profile-adapter.ts'

export type AdapterHashes = { sha256: string; autoV3: string | null }

export type AdapterWork = {
  hashes(path: string, options?: HashOptions): Promise<AdapterHashes>
  /** ‖ΔW‖ of the family's blocks, the largest 1; null where the kind depends on the base's weights. */
  profile(path: string): Promise<number[] | null>
  /**
   * Names the modules of a checkpoint that an adapter can change: the same for all models
   * of one form. Throws what is wrong with it.
   */
  modules(modelPath: string): Promise<string>
  /** Throws what is wrong with the model; what is wrong with the adapter is a refusal. */
  proof(adapter: { id: string; path: string }, modelPath: string): Promise<AdapterProof>
}

/** In this process. */
export const adapterWork: AdapterWork = {
  async hashes(path, options) {
    const { sha256, autoV3 } = await hashFile(path, options)
    return { sha256, autoV3: path.toLowerCase().endsWith('.safetensors') ? autoV3 : null }
  },

  profile: profileFile,

  async modules(modelPath) {
    const { family, modules } = await modulesOfModel(modelPath)
    const text = JSON.stringify([family.id, [...modules]])
    return createHash('sha256').update(text).digest('hex').slice(0, 32)
  },

  async proof({ id, path }, modelPath) {
    const base = await modulesOfModel(modelPath)
    const none = { matched: 0, unmatched: 0 }
    try {
      const { file, extras } = await openAdapterFile(path)
      try {
        const contents = await readAdapter(file, base, extras)
        const refusal = noMatch(adapterName(path), contents, base, recogniseAdapter(file))
        const counts = moduleCounts(contents)
        return {
          adapterId: id,
          verdict: refusal ? 'refused' : contents.unmatched.length > 0 ? 'partly' : 'fits',
          ...counts,
          unmatched: contents.unmatched.slice(0, fewUnmatched).map(({ name, reason }) => ({ name, reason })),
          refusal: refusal && reportError(refusal),
        }
      } finally {
        await file.close()
      }
    } catch (error) {
      return {
        adapterId: id,
        verdict: 'refused',
        unet: none,
        text: none,
        unmatched: [],
        refusal: reportError(error),
      }
    }
  },
}

const fewUnmatched = 12

/** Asked for once per adapter: the last model's answer is kept. */
const latest = createKept<string, BaseModules>({ limit: 1 })

async function modulesOfModel(path: string): Promise<BaseModules> {
  const { size, mtimeMs } = await stat(path)
  const key = `${path}\n${size}\n${mtimeMs}`
  const known = latest.get(key)
  if (known !== undefined) return known
  const base = await readBaseModules(path)
  latest.put(key, base)
  return base
}

/** The modules of a checkpoint on disk. Throws its problem when no picture can be made with it. */
export async function readBaseModules(path: string): Promise<BaseModules> {
  const file = await openWeights(path)
  try {
    const detection = detectCheckpoint(file, file.hints)
    return baseModules(detection.family, modelOf(detection))
  } finally {
    await file.close()
  }
}
