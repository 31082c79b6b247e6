// The optimizer at work: gradients of the passes summed, one step of its graph, and the average kept beside.
import { AppError, invariant } from '../../../base/errors.ts'
import type { Float32Tensor, Tensor } from '../../../base/dtype.ts'
import { elementCount } from '../../../base/shape.ts'
import { float32Values } from '../../../engine/runtime/onnxruntime.ts'
import { compileProgram } from '../../../engine/runtime/program.ts'
import { defaultLowerings } from '../../../graph/lowering/choices.ts'
import { averageFactors, decayOf } from '../../average-factors.ts'
import type { Optimizer, Segment } from '../../optimizers/optimizer.ts'
import { gradientNorm, initialState, nextOf, stepGraph, stepInput } from '../../optimizers/step-graph.ts'

/** Everything a step changes. */
export type Learned = {
  /** All segments, whether they learn at the moment or not. */
  parameter: Float32Array
  /** By the name of the step graph's input; of the segments that learn. */
  state: Map<string, Float32Array>
  /** What is saved where factors are averaged. */
  average: Float32Array | null
}

export type OptimizerChoice = {
  readonly optimizer: Optimizer
  /** All there are, in the order of the parameter vector. */
  readonly segments: readonly Segment[]
  /** Which of them learn, by group. */
  readonly learns: (group: string) => boolean
  /** 0 clips nothing. */
  readonly clip: number
  readonly emaDecay: number | null
}

export type OptimizerSteps = {
  /** Changes `learned` and returns the gradient's length; changes nothing where that is not finite. */
  take(learned: Learned, step: StepInput): Promise<number>
  release(): Promise<void>
}
export type StepInput = {
  /** Counts from 1 in this phase. */
  readonly step: number
  /** Summed over the passes, of all segments. */
  readonly gradient: Float32Array
  readonly passes: number
  readonly rates: Readonly<Record<string, number>>
}

/** As it is before the first step of a phase. */
export function freshLearned(choice: OptimizerChoice, parameter: Float32Array): Learned {
  const { optimizer, emaDecay } = choice
  return {
    parameter,
    state: initialState(optimizer, learning(choice), picked(choice, parameter)),
    average: emaDecay === null ? null : parameter.slice(),
  }
}

export function learning({ segments, learns }: OptimizerChoice): Segment[] {
  return segments.filter(({ group }) => learns(group))
}

/** It runs on the CPU whatever the network runs on: adapters are small. */
export async function optimizerSteps(choice: OptimizerChoice): Promise<OptimizerSteps> {
  const { optimizer, clip, emaDecay } = choice
  const program = await compileProgram(stepGraph(optimizer, learning(choice), clip), {
    provider: 'cpu',
    lowerings: defaultLowerings.cpu,
    // It works on many vectors as long as all factors, and only once a step.
    takesTurns: true,
  })
  return {
    async take(learned, { step, gradient, passes, rates }) {
      const inputs: Record<string, Tensor> = {
        [stepInput.parameter]: vector(picked(choice, learned.parameter)),
        [stepInput.gradient]: vector(picked(choice, gradient)),
        [stepInput.gradientScale]: scalar(1 / passes),
      }
      for (const [group, rate] of Object.entries(rates)) inputs[stepInput.rate(group)] = scalar(rate)
      for (const [name, value] of Object.entries(optimizer.scalars(step)))
        inputs[stepInput.scalar(name)] = scalar(value)
      for (const [name, data] of learned.state) inputs[name] = vector(data)
      const results = await program.run(inputs)
      const values = async (name: string): Promise<Float32Array> => {
        const result = results[name]
        invariant(result, `a step gives ${name}`)
        return float32Values(result)
      }
      const [norm = NaN] = await values(gradientNorm)
      if (!Number.isFinite(norm)) return norm
      const next = await values(nextOf(stepInput.parameter))
      if (!next.every(Number.isFinite)) throw new AppError('training/not-finite', { step, what: 'weights' })
      learned.parameter = putBack(choice, learned.parameter, next)
      for (const name of learned.state.keys()) learned.state.set(name, await values(nextOf(name)))
      if (learned.average && emaDecay !== null)
        averageFactors(learned.average, learned.parameter, decayOf(step, emaDecay))
      return norm
    },
    release: () => program.release(),
  }
}

const vector = (data: Float32Array): Float32Tensor => ({ dtype: 'f32', shape: [data.length], data })
const scalar = (value: number): Float32Tensor => ({ dtype: 'f32', shape: [], data: Float32Array.of(value) })

type Range = { readonly start: number; readonly end: number }

/** Where the learning segments lie; neighbours are one range. */
function rangesOf({ segments, learns }: OptimizerChoice): Range[] {
  const ranges: { start: number; end: number }[] = []
  let at = 0
  for (const { shape, group } of segments) {
    const end = at + elementCount(shape)
    const last = ranges.at(-1)
    if (learns(group)) {
      if (last?.end === at) last.end = end
      else ranges.push({ start: at, end })
    }
    at = end
  }
  return ranges
}

function picked(choice: OptimizerChoice, whole: Float32Array): Float32Array {
  const ranges = rangesOf(choice)
  const [only] = ranges
  if (ranges.length === 1 && only) return whole.subarray(only.start, only.end)
  const part = new Float32Array(ranges.reduce((sum, { start, end }) => sum + end - start, 0))
  let at = 0
  for (const { start, end } of ranges) {
    part.set(whole.subarray(start, end), at)
    at += end - start
  }
  return part
}

function putBack(choice: OptimizerChoice, whole: Float32Array, part: Float32Array): Float32Array {
  if (part.length === whole.length) return part
  const next = whole.slice()
  let at = 0
  for (const { start, end } of rangesOf(choice)) {
    next.set(part.subarray(at, at + end - start), start)
    at += end - start
  }
  return next
}
