// A tagger of a few bytes, made with our own compiler: it sees how red, blue and green a picture is.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { defaultLowerings } from '../../src-main/graph/lowering/choices.ts'
import { lowerToOnnx } from '../../src-main/graph/to-onnx.ts'

export const taggerSide = 8
export const taggerTags = [
  'tag_id,name,category,count',
  '1,general,9,1',
  '2,red_sky,0,1',
  '3,blue_sky,0,1',
  '4,sky,0,1',
]

/**
 * Confidences are the mean lightness of the channels it is fed: general always, then red, blue, and green. Its path.
 */
export async function makeTagger(folder: string, shape = [1, taggerSide, taggerSide, 3]): Promise<string> {
  const g = createGraphBuilder('tagger')
  const picture = g.input('input_1:0', 'f32', shape)
  const means = g.reduceMean(g.mul(picture, g.scalar(1 / 255)), [1, 2], false)
  const [blue, green, red] = g.split(means, 1, [1, 1, 1])
  const general = g.constant([1], [1, 1])
  const graph = g.finish({ predictions_sigmoid: g.concat([general, red!, blue!, green!], 1) })
  const { bytes } = lowerToOnnx(graph, { resident: 'inputs', lowerings: defaultLowerings.cpu })
  const path = join(folder, 'model.onnx')
  await writeFile(path, bytes)
  return path
}
