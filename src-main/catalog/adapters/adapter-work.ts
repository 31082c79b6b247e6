// What the catalog does with adapter files that takes time: reading, judging, hashing. Run it in a worker thread.
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { baseModules, type BaseModules } from '../../adapters/reading/base-modules.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { noMatch } from '../../adapters/reading/no-match.ts'
import { readAdapter } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter } from '../../adapters/about/recognise.ts'
import { detectCheckpoint, modelOf } from '../../architectures/recognising/detect.ts'
import { families } from '../../architectures/families/families.ts'
import { reportError } from '../../base/errors.ts'
import type { AdapterProof } from '../../contract/library.ts'
import { hashFile } from '../../files/hashes.ts'
import { openWeights } from '../../files/open-weights.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { inAdapterFolder } from './adapter-folders.ts'
import { refusedFacts, smallFacts, type AdapterFacts } from './adapter-facts.ts'
import { readSidecars, type SidecarNames, type Sidecars } from './adapter-sidecars.ts'
import { adapterName, inspectAdapter, isAdapter, moduleCounts } from './inspect-adapter.ts'
import { openAdapterFile } from './open-adapter-file.ts'
import { profileFile } from './profile-adapter.ts'

export type AdapterHashes = { sha256: string; autoV3: string | null }

export type AdapterWork = {
  /** Null for a file that is no adapter but a model, or nothing that anyone meant as an adapter. */
  facts(path: string, beside: SidecarNames): Promise<AdapterFacts | null>
  hashes(path: string): Promise<AdapterHashes>
  /** ‖ΔW‖ of 26 blocks, the largest 1; null where the kind depends on the base's weights. */
  profile(path: string): Promise<number[] | null>
  /** Throws what is wrong with the model; what is wrong with the adapter is a refusal. */
  proof(adapter: { id: string; path: string }, modelPath: string): Promise<AdapterProof>
}

/** In this thread. */
export const adapterWork: AdapterWork = {
  async facts(path, beside) {
    let file: TensorFile | null = null
    try {
      const opened = await openAdapterFile(path)
      file = opened.file
      if (!isAdapter(file) && !inAdapterFolder(path)) return null
      const sidecars = await readSidecars(path, beside)
      try {
        return smallFacts(await readFacts(opened.file, opened.extras, sidecars, beside))
      } catch (error) {
        return {
          ...refusedFacts(reportError(error)),
          ...besideFacts(sidecars, beside),
          headerHash: headerHash(file),
        }
      }
    } catch (error) {
      // What cannot even be opened may have been meant as anything; its folder says.
      if (!inAdapterFolder(path)) return null
      return { ...refusedFacts(reportError(error)), ...besideFacts(await readSidecars(path, beside), beside) }
    } finally {
      await file?.close()
    }
  },

  async hashes(path) {
    const { sha256, autoV3 } = await hashFile(path)
    return { sha256, autoV3: path.toLowerCase().endsWith('.safetensors') ? autoV3 : null }
  },

  profile: profileFile,

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

let latest: { key: string; base: BaseModules } | null = null

/** Asked for once per adapter: the last model's answer is kept. */
async function modulesOfModel(path: string): Promise<BaseModules> {
  const { size, mtimeMs } = await stat(path)
  const key = `${path}\n${size}\n${mtimeMs}`
  if (latest?.key === key) return latest.base
  const base = await readBaseModules(path)
  latest = { key, base }
  return base
}

/** The modules of a checkpoint on disk. Throws its problem when no picture can be made with it. */
export async function readBaseModules(path: string): Promise<BaseModules> {
  const file = await openWeights(path)
  try {
    const detection = detectCheckpoint(file, file.hints)
    return baseModules(detection.architecture, modelOf(detection))
  } finally {
    await file.close()
  }
}

async function readFacts(
  file: TensorFile,
  extras: Parameters<typeof inspectAdapter>[1],
  sidecars: Sidecars,
  beside: SidecarNames,
): Promise<AdapterFacts> {
  const found = await inspectAdapter(file, extras, sidecars, null)
  const { contents, recognition, base, facts, unet, text } = found
  const fitting = contents.modules.length > 0
  const named = fitting ? contents : namedKinds(file, base)
  const total = unet.unmatched + text.unmatched
  return {
    kind: named.kinds[0] ?? null,
    dora: named.dora,
    dialects: [...contents.dialects],
    ranks: [...named.ranks],
    architecture: recognition.architecture,
    architectureWhy: recognition.why,
    madeFor: found.madeFor,
    triggerGroups: found.triggerGroups.map((group) => [...group]),
    embeddings: contents.embeddings.map(({ name }) => name),
    unet,
    text,
    warnings: [
      ...contents.warnings,
      ...(fitting && total > 0
        ? [`${total} of its modules do not fit ${families[base.architecture].label} as it was published.`]
        : []),
    ],
    alias: facts.outputName,
    modelHash: facts.modelHash,
    headerHash: headerHash(file),
    problem: null,
    ...besideFacts(sidecars, beside),
  }
}

function besideFacts(
  { preferredWeight, notes }: Sidecars,
  { preview }: SidecarNames,
): Pick<AdapterFacts, 'preferredWeight' | 'notes' | 'preview'> {
  return { preferredWeight, notes, preview }
}

function headerHash({ tensors, metadata }: TensorFile): string {
  const hash = createHash('sha256')
  for (const [name, { dtype, shape }] of tensors) hash.update(`${name}\0${dtype}\0${shape.join()}\n`)
  for (const [key, value] of metadata) hash.update(`${key}\0${value}\n`)
  return hash.digest('hex').slice(0, 32)
}
