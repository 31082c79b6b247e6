// A denoising pass without finesse, for tests of the loop around it: the whole network in one program, no dropout.
import { adaptedGraph, factorInput } from '../../src-main/adapters/adapted-graph.ts'
import { buildUNet } from '../../src-main/architectures/unet.ts'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { elementCount } from '../../src-main/base/shape.ts'
import { float32Values } from '../../src-main/engine/onnxruntime.ts'
import { compileProgram } from '../../src-main/engine/program.ts'
import { bindDims } from '../../src-main/graph/bind-dims.ts'
import { createGraphBuilder } from '../../src-main/graph/builder.ts'
import { gradientOutput, gradients } from '../../src-main/graph/gradients/gradients.ts'
import type { Graph } from '../../src-main/graph/ir.ts'
import type {
  DenoisingBatch,
  DenoisingPass,
  DenoisingPassOptions,
} from '../../src-main/training/pass/denoising-pass.ts'

export async function wholePass(options: DenoisingPassOptions): Promise<DenoisingPass> {
  const { config, adapted, parameters, plan, size } = options
  const { height, width } = size
  const segments = adapted.flatMap(({ parameter, shapes }) =>
    [...shapes].map(([part, shape]) => ({ name: factorInput(parameter, part), shape, group: 'unet' })),
  )
  const lossy = bindDims(withLoss(adaptedGraph(buildUNet(config, { height, width }), adapted)), {
    batch: size.batch,
    tokens: size.tokens,
  })
  const backward = gradients(lossy, [{ of: 'loss', wrt: segments.map(({ name }) => name) }])
  const [forwards, both] = [await compileProgram(lossy, plan), await compileProgram(backward, plan)]

  function feeds(batch: DenoisingBatch, parameter: Float32Array): Record<string, Tensor> {
    const latent = [size.batch, config.inChannels, height, width]
    const tensor = (shape: number[], data: Float32Array): Tensor => ({ dtype: 'f32', shape, data })
    let at = 0
    return {
      latent: tensor(latent, batch.latent),
      target: tensor(latent, batch.target),
      timestep: tensor([size.batch], batch.timestep),
      weight: tensor([size.batch], batch.weight),
      mask: tensor(
        [size.batch, 1, height, width],
        batch.mask ?? new Float32Array(size.batch * height * width).fill(1),
      ),
      conditioning: tensor([size.batch, size.tokens, config.contextWidth], batch.conditioning),
      ...Object.fromEntries(
        segments.map(({ name, shape }) => {
          const end = at + elementCount(shape)
          const data = parameter.slice(at, end)
          at = end
          return [name, tensor([...shape], data)]
        }),
      ),
    }
  }

  return {
    segments,
    async gradients(batch, parameter) {
      const results = await both.run(feeds(batch, parameter), parameters)
      const gradient = new Float32Array(parameter.length)
      let at = 0
      for (const { name } of segments) {
        const values = await float32Values(results[gradientOutput(name)]!)
        gradient.set(values, at)
        at += values.length
      }
      return {
        loss: (await float32Values(results['loss']!))[0]!,
        losses: [...(await float32Values(results['losses']!))],
        gradient,
        conditioning: null,
        pooled: null,
      }
    },
    async loss(batch, parameter) {
      const results = await forwards.run(feeds(batch, parameter), parameters)
      return {
        loss: (await float32Values(results['loss']!))[0]!,
        losses: [...(await float32Values(results['losses']!))],
      }
    },
    async release() {
      await forwards.release()
      await both.release()
    },
  }
}

function withLoss(graph: Graph): Graph {
  const g = createGraphBuilder(graph.name, graph)
  const output = graph.outputs[0]!.value
  const [, , height, width] = output.shape
  const difference = g.sub(output, g.input('target', 'f32', output.shape))
  const mask = g.input('mask', 'f32', [output.shape[0]!, 1, height!, width!])
  const losses = g.reduceMean(g.mul(g.mul(difference, difference), mask), [1, 2, 3], false)
  const weighted = g.mul(losses, g.input('weight', 'f32', [output.shape[0]!]))
  return g.finish({ loss: g.reduceMean(weighted, [0], false), losses })
}
