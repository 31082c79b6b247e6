// Adapter files that are none, for tests of the host: what they are is read off their names, in this thread.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { AppError, reportError } from '../../src-main/base/errors.ts'
import type { AdapterWork } from '../../src-main/catalog/adapters/adapter-work.ts'

/** `ink.lora.safetensors` is one, and `ink-step00000100.safetensors` of a run; so is `broken.lora…`, which is refused; everything else is none. */
export const pretendAdapterWork: AdapterWork = {
  async facts(path, { preview }) {
    const name = path.replaceAll('\\', '/').split('/').at(-1) ?? ''
    if (!/\.lora\.|-step\d{8}\./.test(name)) return null
    const broken = name.startsWith('broken')
    const problem = new AppError('adapter/no-adapter', 'This file holds no adapter.', {
      hint: 'Use another.',
    })
    return {
      kind: broken ? null : 'lora',
      dora: false,
      dialects: ['kohya'],
      ranks: [4],
      architecture: 'sd1',
      architectureWhy: 'It says so in its name.',
      madeFor: null,
      triggerGroups: [['inkwork']],
      embeddings: [],
      unet: { matched: 3, unmatched: 0 },
      text: { matched: 1, unmatched: 0 },
      warnings: [],
      alias: null,
      modelHash: null,
      preferredWeight: null,
      notes: null,
      preview,
      headerHash: createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
        .slice(0, 32),
      problem: broken ? reportError(problem) : null,
    }
  },
  async hashes(path) {
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
    return { sha256, autoV3: sha256.split('').reverse().join('') }
  },
  profile: async () => null,
  proof: async ({ id, path }) => ({
    adapterId: id,
    verdict: path.includes('wash') ? 'partly' : 'fits',
    unet: { matched: 3, unmatched: 0 },
    text: { matched: 1, unmatched: 0 },
    unmatched: [],
    refusal: null,
  }),
}
