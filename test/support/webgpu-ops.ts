// A process of its own that runs ops on WebGPU against the reference interpreter, one JSON line each.
// A provider that does not start prints {"unavailable": reason}.
import type { OpName } from '../../src-main/graph/ops.ts'
import type { LoweringChoices } from '../../src-main/graph/lowering/choices.ts'
import { worstExcess } from './array-error.ts'
import { buildCase, choicesFor, longAttention, opCases, type OpCase } from './op-cases.ts'
import { interpret } from './reference-interpreter.ts'
import { runGraph } from './run-graph.ts'
import { tolerances } from './tolerances.ts'

export type GpuOpResult = {
  readonly label: string
  readonly op: OpName
  readonly lowerings: Partial<LoweringChoices>
  /** The largest error as a multiple of what is allowed. */
  readonly excess?: number
  readonly failure?: string
}

async function check(opCase: OpCase, lowerings: Partial<LoweringChoices>): Promise<GpuOpResult> {
  const { op, label } = opCase
  const { graph, feeds } = buildCase(opCase, 1, false)
  const expected = interpret(graph, feeds)
  const tolerance = op === 'sin' || op === 'cos' ? tolerances.opWebGpuWave : tolerances.opWebGpu
  try {
    const actual = await runGraph(graph, feeds, { lowerings, provider: 'webgpu' })
    const excesses = Object.entries(expected).map(([name, array]) =>
      worstExcess(actual[name]!, array, tolerance),
    )
    return { op, label, lowerings, excess: Math.max(...excesses) }
  } catch (error) {
    return { op, label, lowerings, failure: (error as Error).message }
  }
}

/** One case for every op, and the long attention: compiling the shaders of all would take minutes. */
const chosen = opCases.filter(
  (opCase, index) => opCase === longAttention || opCases.findIndex(({ op }) => op === opCase.op) === index,
)

async function main(): Promise<void> {
  for (const opCase of chosen) {
    for (const lowerings of choicesFor(opCase.op)) {
      const result = await check(opCase, lowerings)
      if (/Failed to get a WebGPU adapter|backend not found/i.test(result.failure ?? '')) {
        console.log(JSON.stringify({ unavailable: result.failure }))
        return
      }
      console.log(JSON.stringify(result))
    }
  }
}

await main()
