// Taggers of the WD form: a network from a picture to the confidence of each tag of a list. The last one stays a while.
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, reportError } from '../../base/errors.ts'
import type { EngineTagCall, PictureTags, TaggerCalls } from '../../contract/tagger.ts'
import { readError } from '../../files/system-error.ts'
import { taggerPicture } from '../../files/tagger-picture.ts'
import { readTextFile } from '../../files/text-file.ts'
import { immediate } from '../breath.ts'
import { float32Values, openNetwork, runtimeTensor, type RuntimeNetwork } from '../runtime/onnxruntime.ts'
import { readTagList, tagsAbove, type ListedTag } from './tag-list.ts'
import type { Workshop } from '../workshop.ts'

type LoadedTagger = { key: string; network: RuntimeNetwork; side: number; tags: (ListedTag | null)[] }

const idleMs = 30_000
const usualSide = 448
/** Of a list of tags; the published ones have less than one million. */
const mostListBytes = 64 * 2 ** 20

export function createTagger(workshop: Pick<Workshop, 'inTurn'>): TaggerCalls {
  let last: LoadedTagger | null = null
  let timer: NodeJS.Timeout | undefined

  async function letGo(): Promise<void> {
    const old = last
    last = null
    await old?.network.release()
  }

  async function load(call: EngineTagCall): Promise<LoadedTagger> {
    const facts = await stat(call.network).catch((cause: unknown) => {
      throw readError(cause, call.network)
    })
    const key = `${call.network}|${call.tags}|${facts.size}|${facts.mtimeMs}`
    if (last?.key === key) return last
    await letGo()
    const tags = readTagList(await readTextFile(call.tags, mostListBytes))
    const network = await openNetwork(call.network)
    last = { key, network, side: sideOf(network, call.network), tags }
    return last
  }

  async function tagOne(path: string, call: EngineTagCall): Promise<PictureTags> {
    const tagger = await load(call)
    let picture: Float32Array
    try {
      picture = await taggerPicture(path, tagger.side)
    } catch (error) {
      if (error instanceof AppError) return { path, tags: null, why: reportError(error) }
      throw error
    }
    const { network, side, tags } = tagger
    const input = network.inputs[0]!.name
    const outputs = await network.run({ [input]: runtimeTensor('f32', [1, side, side, 3], picture) })
    const output = outputs[network.outputs[0]!.name]
    const confidences = output === undefined ? new Float32Array(0) : await float32Values(output)
    if (confidences.length !== tags.length)
      throw new AppError(
        'tagger/other-list',
        {},
        { details: { network: basename(call.network), outputs: confidences.length, tags: tags.length } },
      )
    return { path, tags: tagsAbove(tags, confidences, call.threshold) }
  }

  return {
    async tag(call) {
      clearTimeout(timer)
      const tagged: PictureTags[] = []
      for (const path of call.pictures) {
        tagged.push(await workshop.inTurn(() => tagOne(path, call)))
        await immediate()
      }
      timer = setTimeout(() => void workshop.inTurn(letGo), idleMs).unref()
      return tagged
    },
  }
}

/** Of [batch, side, side, 3]; networks without a fixed size take the usual one. Errors: `tagger/other-form`. */
function sideOf({ inputs, outputs }: RuntimeNetwork, path: string): number {
  const shape = inputs[0]?.shape ?? []
  const [, height, width, channels] = shape
  const isNamed = typeof height === 'string' && typeof width === 'string'
  if (inputs.length !== 1 || outputs.length !== 1 || channels !== 3 || (!isNamed && height !== width))
    throw new AppError(
      'tagger/other-form',
      { file: basename(path) },
      { details: { inputs: inputs.map((input) => ({ name: input.name, shape: [...input.shape] })) } },
    )
  return typeof height === 'number' && height > 0 ? height : usualSide
}
