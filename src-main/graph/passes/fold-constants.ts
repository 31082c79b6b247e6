// Computes elementwise ops on small f32 constants while compiling.
import type { Constant, Graph, Value } from '../ir.ts'
import type { OpName } from '../ops.ts'
import { rewriteNodes } from './rewrite.ts'

/** Larger constants would only make the model larger. */
const largestFolded = 1024

const foldable: { readonly [Op in OpName]?: (...operands: number[]) => number } = {
  add: (a = 0, b = 0) => a + b,
  sub: (a = 0, b = 0) => a - b,
  mul: (a = 0, b = 0) => a * b,
  div: (a = 0, b = 0) => a / b,
  pow: (a = 0, b = 0) => a ** b,
  neg: (x = 0) => -x,
  exp: (x = 0) => Math.exp(x),
  log: (x = 0) => Math.log(x),
  sin: (x = 0) => Math.sin(x),
  cos: (x = 0) => Math.cos(x),
  sqrt: (x = 0) => Math.sqrt(x),
}

export function foldConstants(graph: Graph): Graph {
  const known = new Map<Value, Constant['data']>(graph.constants.map(({ value, data }) => [value, data]))
  const folded: Constant[] = []
  const rewritten = rewriteNodes(graph, ({ op, inputs, outputs }) => {
    const compute = foldable[op]
    const [output] = outputs
    if (!compute || !output || output.dtype !== 'f32') return undefined
    const size = output.shape.reduce<number>((product, dim) => product * Number(dim), 1)
    if (!(size <= largestFolded)) return undefined
    const operands: Float32Array[] = []
    for (const input of inputs) {
      const data = known.get(input)
      // Scalars stretch to any shape; other broadcasts are left to the runtime.
      if (!(data instanceof Float32Array) || (data.length !== 1 && data.length !== size)) return undefined
      operands.push(data)
    }
    const data = Float32Array.from({ length: size }, (_, index) =>
      compute(...operands.map((operand) => operand[operand.length === 1 ? 0 : index] ?? 0)),
    )
    // The constant takes the node's place, name and all.
    const constant: Constant = { value: output, data }
    known.set(output, data)
    folded.push(constant)
    return [output]
  })
  return { ...rewritten, constants: [...graph.constants, ...folded] }
}
