// Pretend models and adapters for tests of the host: what they are is read off their names, in this thread.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { AppError, reportError } from '../../src-main/base/errors.ts'
import { refusedFacts, type AdapterFacts } from '../../src-main/catalog/adapters/adapter-facts.ts'
import { inEmbeddingFolder } from '../../src-main/catalog/embedding-folders.ts'
import { embeddingWords } from '../../src-main/catalog/embeddings/embedding-words.ts'
import { adapterThing } from '../../src-main/catalog/kinds/adapter-thing.ts'
import { brokenThing, thingOf } from '../../src-main/catalog/kinds/file-thing.ts'
import { refusedModel, type Inspection } from '../../src-main/catalog/models/inspection.ts'
import { nameFromStem } from '../../src-main/catalog/models/model-name.ts'
import type { LibraryWork } from '../../src-main/catalog/worker/library-work.ts'

/**
 * `ink.lora.safetensors` is an adapter, and `ink step 100.safetensors` of a
 * run; so is `broken.lora…`, which is refused.
 */
const isAdapter = (path: string): boolean => /\.lora\.|-step\d{8}\.| step \d+\./.test(basename(path))
const isBroken = (path: string): boolean => basename(path).includes('broken')

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}

export function pretendModel(path: string): Inspection {
  if (isBroken(path)) {
    const truncated = new AppError('safetensors/truncated')
    return refusedModel(path, reportError(truncated))
  }
  const stem = basename(path).replace(/\.[^.]+$/, '')
  const xl = stem.includes('xl')
  return {
    name: nameFromStem(stem),
    kind: stem.endsWith('.vae') ? 'vae' : 'checkpoint',
    architecture: xl ? 'sdxl' : 'sd1',
    precision: 'float16',
    predictionType: stem.endsWith('.vae') ? null : 'epsilon',
    hasVae: true,
    defaultSize: xl ? { width: 1024, height: 1024 } : { width: 128, height: 128 },
    problem: null,
  }
}

async function pretendAdapter(path: string, preview: string | null): Promise<AdapterFacts> {
  const problem = new AppError('adapter/whole-weights')
  const headerHash = (await sha256Of(path)).slice(0, 32)
  const refused = { ...refusedFacts(reportError(problem)), preview, headerHash }
  if (isBroken(path)) return refused
  return {
    ...refused,
    kind: 'lora',
    dialects: ['kohya'],
    ranks: [4],
    architecture: 'sd1',
    architectureWhy: [],
    triggerGroups: [['inkwork']],
    unet: { matched: 3, unmatched: 0 },
    text: { matched: 1, unmatched: 0 },
    problem: null,
  }
}

export const pretendLibrary: LibraryWork = {
  async read(path, { preview }) {
    const model = isAdapter(path) ? null : pretendModel(path)
    const adapter = isAdapter(path) ? await pretendAdapter(path, preview) : null
    const problem = model?.problem ?? adapter?.problem ?? null
    const table = { tensors: new Map() }
    return {
      thing:
        problem !== null
          ? brokenThing(problem)
          : adapter === null
            ? thingOf(table, model?.kind ?? 'other')
            : adapterThing(table, adapter),
      headerHash: adapter?.headerHash ?? (await sha256Of(path)).slice(0, 32),
      model,
      adapter,
      words: inEmbeddingFolder(dirname(path)) ? await embeddingWords(path).catch(() => []) : [],
    }
  },
  async hashes(path) {
    const sha256 = await sha256Of(path)
    return { sha256, autoV3: sha256.split('').reverse().join('') }
  },
  thumbnail: async () => null,
  trainedWith: async () => null,
  profile: async () => null,
  effect: async () => ({
    family: 'sd1',
    direction: null,
    isEightBit: false,
    origin: { session: null, place: null },
  }),
  likeness: async () => null,
  stackEffects: async () => null,
  near: async () => [],
  baseEnergies: async () => ({ modules: [], next: null, of: 0 }),
  adapterEnergies: async () => [],
  modules: async () => 'modules of a pretend model',
  outline: async () => ({
    dtype: 'f16',
    layers: [{ name: 'unet.a', isLora: true, rank: 4, elements: 4000, low: 1000, dense: 250_000 }],
  }),
  extracted: async () => 1000,
  proof: async ({ id, path }) => ({
    adapterId: id,
    verdict: path.includes('wash') ? 'partly' : 'fits',
    unet: { matched: 3, unmatched: 0 },
    text: { matched: 1, unmatched: 0 },
    unmatched: [],
    refusal: null,
  }),
}
