// A training pass as one program: for networks whose whole inside fits in memory.
import { compileProgram, type Program } from '../../engine/runtime/program.ts'
import type { ResidentParameters } from '../../engine/runtime/resident-parameters.ts'
import type { DevicePlan } from '../../engine/runtime/devices.ts'
import { float32Values } from '../../engine/runtime/onnxruntime.ts'
import type { Tensor } from '../../base/dtype.ts'
import { gradients } from '../../graph/gradients/gradients.ts'
import type { PassRunner } from './pass-runner.ts'
import { passOutput, type TrainingGraph } from './training-graph.ts'

/** Each of the two programs is compiled when it is first run. */
export function wholeNetwork(
  { graph, wrt }: TrainingGraph,
  plan: DevicePlan,
  parameters: ResidentParameters,
): PassRunner {
  const programs = new Map<'forwards' | 'gradients', Promise<Program>>()
  async function run(
    which: 'forwards' | 'gradients',
    feeds: Readonly<Record<string, Tensor>>,
  ): Promise<Map<string, Float32Array>> {
    let program = programs.get(which)
    if (!program) {
      const made = which === 'forwards' ? graph : gradients(graph, [{ of: passOutput.loss, wrt }])
      program = compileProgram(made, { provider: plan.provider, lowerings: plan.lowerings })
      programs.set(which, program)
      program.catch(() => programs.delete(which))
    }
    const results = await (await program).run(feeds, parameters)
    const values = new Map<string, Float32Array>()
    for (const [name, tensor] of Object.entries(results)) values.set(name, await float32Values(tensor))
    return values
  }
  return {
    forwards: (feeds) => run('forwards', feeds),
    gradients: (feeds) => run('gradients', feeds),
    async release() {
      const made = await Promise.allSettled(programs.values())
      programs.clear()
      for (const result of made) if (result.status === 'fulfilled') await result.value.release()
    },
  }
}
