// A process of its own, because its peak memory is measured: feeds 512 MB to a program that reads one number of it.
import { createGraphBuilder } from '../../../src-main/graph/builder.ts'
import { defaultLowerings } from '../../../src-main/graph/lowering/choices.ts'
import { compileProgram } from '../../../src-main/engine/runtime/program.ts'

const rows = 2 ** 17
const width = 2 ** 10
const g = createGraphBuilder('large input')
const x = g.input('x', 'f32', [rows, width])
const graph = g.finish({ output: g.slice(g.slice(x, 0, 0, 1), 1, 0, 1) })
const program = await compileProgram(graph, { provider: 'cpu', lowerings: defaultLowerings.cpu })
const data = new Float32Array(rows * width).fill(1)
const before = process.resourceUsage().maxRSS
for (let run = 0; run < 3; run++) await program.run({ x: { dtype: 'f32', shape: [rows, width], data } })
const grownBytes = (process.resourceUsage().maxRSS - before) * 1024
process.stdout.write(JSON.stringify({ inputBytes: data.byteLength, grownBytes }))
