// Merges adapters into parameters: one small program for any number of low-rank products, one per shape for the rest.
import { matrixShape } from '../../adapters/kinds/matrix.ts'
import { lowRankMergeGraph, mergeGraph, mergeInput } from '../../adapters/acting/merge-graph.ts'
import { isThin, type Contribution, type WeightedContribution } from '../../adapters/acting/stack.ts'
import { invariant } from '../../base/errors.ts'
import { createKept } from '../../base/kept.ts'
import type { Graph } from '../../graph/ir.ts'
import { lowerToOnnx } from '../../graph/to-onnx.ts'
import type { DevicePlan } from '../runtime/devices.ts'
import { mergeRun, productOf, runsOf } from './merge-rows.ts'
import {
  createSession,
  runtimeTensor,
  type RuntimeSession,
  type RuntimeTensor,
} from '../runtime/onnxruntime.ts'
import { uploadTensors } from '../runtime/upload.ts'

export type MergePrograms = {
  /** W' of one parameter over its base; `previous` is the tensor of an earlier merge, whose memory may be reused. */
  merge(
    base: RuntimeTensor,
    contributions: readonly WeightedContribution[],
    previous: RuntimeTensor | null,
  ): Promise<RuntimeTensor>
  /** Lets go of the factors on the device that are not among these. */
  keepFactors(contributions: ReadonlySet<Contribution>): void
  /** Programs compiled so far. */
  readonly compiled: number
  release(): Promise<void>
}

const mostPrograms = 200

export function createMergePrograms(plan: DevicePlan): MergePrograms {
  const onDevice = plan.provider === 'webgpu'
  // Devices that keep no tensors merge on the CPU, beside their session.
  const provider = onDevice ? 'webgpu' : 'cpu'
  const sessions = createKept<string, Promise<RuntimeSession>>({
    limit: mostPrograms,
    letGo: (old) => void old.then((session) => session.release()).catch(() => undefined),
  })
  const uploaded = new Map<Contribution, ReadonlyMap<string, RuntimeTensor>>()
  let compiled = 0

  function session(key: string, build: () => Graph): Promise<RuntimeSession> {
    let made = sessions.get(key)
    if (!made) {
      compiled++
      const model = lowerToOnnx(build(), { resident: 'inputs', lowerings: plan.lowerings })
      made = createSession(model.bytes, { provider, keepOutputs: onDevice })
      sessions.put(key, made)
      made.catch(() => sessions.delete(key))
    }
    return made
  }

  async function factorsOf(contribution: Contribution): Promise<ReadonlyMap<string, RuntimeTensor>> {
    const known = uploaded.get(contribution)
    if (known) return known
    const tensors = factorTensors(contribution)
    const factors = onDevice ? await uploadTensors(tensors) : tensors
    uploaded.set(contribution, factors)
    return factors
  }

  async function feedsOf(
    contributions: readonly WeightedContribution[],
  ): Promise<Record<string, RuntimeTensor>> {
    const feeds: Record<string, RuntimeTensor> = {}
    for (const [index, { contribution, weight }] of contributions.entries()) {
      for (const [part, tensor] of await factorsOf(contribution))
        feeds[mergeInput.factor(index, part)] = tensor
      feeds[mergeInput.scale(index)] = scalar(contribution.scale)
      feeds[mergeInput.weight(index)] = scalar(weight)
    }
    return feeds
  }

  return {
    async merge(base, contributions, previous) {
      // Buffers on a device cannot be reshaped, so that only what is a matrix already fits the shared program there.
      const shared =
        contributions.every(({ contribution }) => isThin(contribution)) &&
        (!onDevice || base.dims.length === 2)
      const program = shared
        ? await session(`low-rank ${contributions.length}`, () => lowRankMergeGraph(contributions.length))
        : await session(signatureOf(contributions), () => graphOf(contributions))
      if (shared && !onDevice) return mergeInRuns(program, base, contributions, previous)
      const feeds = await feedsOf(contributions)
      const result = (await program.run({ ...feeds, [mergeInput.base]: base }))['merged']
      invariant(result, 'a merge has one output')
      return result
    },
    keepFactors(contributions) {
      for (const [contribution, tensors] of uploaded) {
        if (contributions.has(contribution)) continue
        for (const tensor of tensors.values()) if (onDevice) tensor.dispose()
        uploaded.delete(contribution)
      }
    },
    get compiled() {
      return compiled
    },
    async release() {
      this.keepFactors(new Set())
      const open = sessions.entries()
      for (const [key] of open) void sessions.take(key)
      const made = await Promise.allSettled(open.map(([, session]) => session))
      for (const result of made) if (result.status === 'fulfilled') await result.value.release()
    },
  }
}

function factorTensors(contribution: Contribution): Map<string, RuntimeTensor> {
  const thin = isThin(contribution)
  const parts = [...contribution.factors].filter(([part]) => !thin || part === 'up' || part === 'down')
  return new Map(
    parts.map(([part, { shape, data }]) => [
      part,
      runtimeTensor('f32', thin ? matrixShape(shape) : shape, data),
    ]),
  )
}

function graphOf(contributions: readonly WeightedContribution[]): Graph {
  const [first] = contributions
  invariant(first, 'a merge has contributions')
  return mergeGraph(
    first.contribution.target,
    contributions.map(({ contribution }) => ({
      algorithm: contribution.algorithm,
      shapes: shapesOf(contribution),
    })),
    'stored',
  )
}

function shapesOf(contribution: Contribution): Map<string, readonly number[]> {
  return new Map([...factorTensors(contribution)].map(([part, { dims }]) => [part, dims]))
}

function signatureOf(contributions: readonly WeightedContribution[]): string {
  return JSON.stringify([
    contributions[0]?.contribution.target,
    contributions.map(({ contribution }) => [contribution.algorithm.kind, [...shapesOf(contribution)]]),
  ])
}

/** In this thread. */
async function mergeInRuns(
  program: RuntimeSession,
  base: RuntimeTensor,
  contributions: readonly WeightedContribution[],
  previous: RuntimeTensor | null,
): Promise<RuntimeTensor> {
  const [rows, columns] = matrixShape(base.dims)
  const from = hostValues(base)
  const merged = previous ?? runtimeTensor('f32', base.dims, new Float32Array(from.length))
  const products = contributions.map(productOf)
  const merge = { base: from, merged: hostValues(merged), rows, columns, products }
  for (const run of runsOf(merge)) await mergeRun(program, merge, run)
  return merged
}

/** The values of a parameter on the CPU. */
export function hostValues(tensor: RuntimeTensor): Float32Array {
  invariant(tensor.data instanceof Float32Array, 'a parameter on the CPU is float32')
  return tensor.data
}

function scalar(value: number): RuntimeTensor {
  return runtimeTensor('f32', [], Float32Array.of(value))
}
