// Captions as the text encoders give them, kept by content where nothing of text is trained.
import type { Float32Tensor } from '../../../base/dtype.ts'
import { createKept } from '../../../base/kept.ts'
import { joinedFloats } from '../../../base/joined.ts'
import type { EncodedBatch, TextPass } from '../../pass/text-pass.ts'
import { cacheFiles, cacheKey } from './cache-files.ts'

/** Of captions in memory: 2,000 of SD 1, 800 of SDXL. */
const mostBytes = 512 * 2 ** 20
const nothing = new Float32Array(0)

/**
 * The same encoding without training: one caption at a time, each once. `identity` says which encoders and how they
 * read; `onDisk` keeps it for other runs, which pays where captions come again.
 */
export function captionShelf(
  pass: TextPass,
  { folder, identity, onDisk }: { folder: string; identity: string; onDisk: boolean },
): Pick<TextPass, 'encode'> {
  const files = cacheFiles(folder, 'captions', ['conditioning', 'pooled'])
  const near = createKept<string, EncodedBatch>({
    limit: mostBytes,
    weigh: ({ conditioning, pooled }) => conditioning.byteLength + (pooled?.byteLength ?? 0),
  })

  async function stored(key: string): Promise<EncodedBatch | null> {
    const tensors = await files.read(key)
    const [conditioning, pooled] = [tensors?.get('conditioning'), tensors?.get('pooled')]
    const [tokens = 0, width = 0] = conditioning?.shape ?? []
    if (!conditioning || !pooled || tokens * width === 0) return null
    return {
      conditioning: conditioning.data,
      tokens,
      width,
      pooled: pooled.data.length === 0 ? null : pooled.data,
    }
  }

  async function keep(key: string, { conditioning, tokens, width, pooled }: EncodedBatch): Promise<void> {
    const tensor = (shape: number[], data: Float32Array): Float32Tensor => ({ dtype: 'f32', shape, data })
    await files.write(
      key,
      new Map([
        ['conditioning', tensor([tokens, width], conditioning)],
        ['pooled', tensor([pooled?.length ?? 0], pooled ?? nothing)],
      ]),
    )
  }

  async function one(caption: string): Promise<EncodedBatch> {
    const key = cacheKey(identity, caption)
    const known = near.get(key) ?? (onDisk ? await stored(key) : null)
    const encoded = known ?? (await pass.encode([caption], nothing))
    if (onDisk && known === null) await keep(key, encoded)
    near.put(key, encoded)
    return encoded
  }

  return {
    async encode(captions) {
      const all: EncodedBatch[] = []
      for (const caption of captions) all.push(await one(caption))
      const [{ tokens, width, pooled }] = all as [EncodedBatch]
      return {
        conditioning: joinedFloats(all.map(({ conditioning }) => conditioning)),
        tokens,
        width,
        pooled: pooled && joinedFloats(all.map((each) => each.pooled ?? nothing)),
      }
    },
  }
}
