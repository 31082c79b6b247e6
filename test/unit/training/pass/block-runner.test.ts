// A training step block by block against the same step as one program, on small networks of every family.
import { describe, expect, it } from 'vitest'
import { adaptedGraph, factorInput } from '../../../../src-main/adapters/acting/adapted-graph.ts'
import type { TrainableKind } from '../../../../src-main/adapters/acting/initial-factors.ts'
import { buildUNet } from '../../../../src-main/architectures/networks/unet.ts'
import { devicePlan } from '../../../../src-main/engine/runtime/devices.ts'
import { runtimeTensor } from '../../../../src-main/engine/runtime/onnxruntime.ts'
import { residentParameters } from '../../../../src-main/engine/runtime/resident-parameters.ts'
import { bindDims } from '../../../../src-main/graph/bind-dims.ts'
import { createGraphBuilder } from '../../../../src-main/graph/builder.ts'
import { gradientOutput, gradients } from '../../../../src-main/graph/gradients/gradients.ts'
import type { Graph } from '../../../../src-main/graph/ir.ts'
import { createBlockPrograms } from '../../../../src-main/training/pass/block-programs.ts'
import { createBlockRunner } from '../../../../src-main/training/pass/block-runner.ts'
import { adaptedLayers } from '../../../support/adapted-layers.ts'
import { expectCloseInScale } from '../../../support/close-arrays.ts'
import { createRandom } from '../../../support/random-tensor.ts'
import { openNetwork } from '../../../support/run-network.ts'
import { smallUNets, smallUNetSource } from '../../../support/small-unet.ts'
import { tolerances } from '../../../support/tolerances.ts'
import { type Architecture } from '../../../support/families.ts'

const streams = new Set(['latent', 'timestep', 'conditioning', 'pooled', 'time_ids', 'target'])
const plan = devicePlan('cpu')

/** `trained` picks modules by path. */
function adaptedUNet(architecture: Architecture, kind: TrainableKind, trained: RegExp) {
  const config = smallUNets[architecture]
  const unet = bindDims(buildUNet(config, { height: 4, width: 4 }), { batch: 2, tokens: 3 })
  const adapted = adaptedLayers(config, kind, trained)
  const inputs = adapted.flatMap(({ parameter, shapes }) =>
    [...shapes.keys()].map((part) => factorInput(parameter, part)),
  )
  return { config, graph: withLoss(adaptedGraph(unet, adapted)), inputs }
}

function withLoss(graph: Graph): Graph {
  const g = createGraphBuilder(graph.name, graph)
  const [output] = graph.outputs
  const difference = g.sub(output!.value, g.input('target', 'f32', output!.value.shape))
  return g.finish({ loss: g.reduceMean(g.mul(difference, difference), [0, 1, 2, 3], false) })
}

const everyTransformer = /transformer_blocks/
const cases: readonly (readonly [Architecture, TrainableKind, RegExp, string[]])[] = [
  ['sd1', 'lora', everyTransformer, []],
  ['sd1', 'locon', /resnets|attentions|samplers/, ['conditioning']],
  ['sd2', 'loha', /attn|conv1/, []],
  ['sd2', 'lora', /^(conv_in|conv_out|time_embedding)/, []],
  ['sdxl', 'lokr', everyTransformer, ['conditioning', 'pooled']],
  ['sdxl', 'lora', /^up_blocks\.1/, []],
]

describe.each(cases)('%s, %s of %s, %j', (architecture, kind, trained, more) => {
  it('makes the loss and the gradients of the whole', async () => {
    const { config, graph, inputs } = adaptedUNet(architecture, kind, trained)
    const source = smallUNetSource(config, 5)
    const random = createRandom(11)
    const feeds = graph.inputs.map(({ name, shape }) => {
      const extents = shape.map(Number)
      return [name, { shape: extents, data: Float32Array.from(random.normal(extents).data) }] as const
    })
    const wrt = [...inputs, ...more]
    const whole = await openNetwork(gradients(graph, [{ of: 'loss', wrt }]), source)
    const expected = await whole.run(Object.fromEntries(feeds))
    await whole.release()

    const programs = createBlockPrograms(plan, residentParameters(source, 'cpu'))
    const runner = createBlockRunner({ graph, streams, of: 'loss', wrt }, programs)
    const tensors = Object.fromEntries(
      feeds.map(([name, { shape, data }]) => [name, runtimeTensor('f32', shape, data)]),
    )
    const made = await runner.gradients(tensors)
    const again = await runner.gradients(tensors)
    const loss = await runner.forwards(tensors)
    await programs.release()

    expect([...made.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
    for (const [name, { shape, data }] of expected) {
      const array = (values: Float32Array) => ({ shape, data: Float64Array.from(values) })
      expectCloseInScale(array(made.get(name)!), array(data), tolerances.blockGradient, name)
      expect(again.get(name), `${name} again`).toEqual(made.get(name))
    }
    expect([...loss]).toEqual([['loss', made.get('loss')]])
    for (const name of wrt)
      expect(
        made.get(gradientOutput(name))!.some((value) => value !== 0),
        name,
      ).toBe(true)
  }, 60_000)
})

it('blocks of the same structure share a program', async () => {
  const { config, graph, inputs } = adaptedUNet('sd1', 'lora', everyTransformer)
  const programs = createBlockPrograms(plan, residentParameters(smallUNetSource(config, 5), 'cpu'))
  const names: string[] = []
  const runner = createBlockRunner(
    { graph, streams, of: 'loss', wrt: inputs },
    {
      ...programs,
      program(block) {
        names.push(block.name)
        return programs.program(block)
      },
    },
  )
  const random = createRandom(1)
  const tensors = graph.inputs.map(({ name, shape }) => {
    const extents = shape.map(Number)
    return [name, runtimeTensor('f32', extents, Float32Array.from(random.normal(extents).data))] as const
  })
  await runner.gradients(Object.fromEntries(tensors))
  expect(programs.sessions).toBeLessThan(names.length)
  expect(programs.sessions).toBeGreaterThan(0)
  await programs.release()
})
