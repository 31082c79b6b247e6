// What running a graph takes besides its parameters: values from when they are made until they are used last.
import { bytesPerElement, type DType } from '../base/dtype.ts'
import { invariant } from '../base/errors.ts'
import type { Graph, Node, Value } from './ir.ts'
import type { LoweringChoices } from './lowering/choices.ts'
import type { OpAttributes } from './ops.ts'
import { optimize } from './passes/optimize.ts'

export type WorkingMemory = {
  /** The most that lies in memory at once, its inputs and outputs among it. */
  readonly peakBytes: number
  /** The node at which it does. */
  readonly peakAt: string
  /** The largest single piece. */
  readonly largestBytes: number
  readonly largestAt: string
}

export type WorkingMemoryOptions = {
  readonly lowerings: Pick<LoweringChoices, 'attention' | 'attentionChunks'>
  /** Of a value: as its type says unless told otherwise. */
  readonly elementBytes?: (dtype: DType) => number
}

/** `graph`: every extent a number (`bindDims`). Nothing is run. */
export function workingMemory(
  graph: Graph,
  { lowerings, elementBytes = (dtype) => bytesPerElement[dtype] }: WorkingMemoryOptions,
): WorkingMemory {
  const { inputs, nodes, outputs, parameters, constants } = optimize(graph)
  const bytesOf = ({ name, dtype, shape }: Value): number =>
    shape.reduce<number>((product, dim) => {
      invariant(typeof dim === 'number', `${name} has the extent ${dim}`)
      return product * dim
    }, elementBytes(dtype))
  const lasting = new Set([...parameters, ...constants.map(({ value }) => value)])

  // A reshaped value is the same bytes under another shape.
  const viewed = new Map<Value, Value>()
  const bytesHolder = (value: Value): Value => viewed.get(value) ?? value
  for (const { op, inputs: from, outputs: made } of nodes)
    if (op === 'reshape') viewed.set(made[0]!, bytesHolder(from[0]!))
  const lastUse = new Map<Value, number>()
  for (const [index, node] of nodes.entries())
    for (const value of node.inputs) lastUse.set(bytesHolder(value), index)
  for (const { value } of outputs) lastUse.set(bytesHolder(value), nodes.length)

  const live = new Map<Value, number>(inputs.map((value) => [value, bytesOf(value)]))
  let held = [...live.values()].reduce((sum, bytes) => sum + bytes, 0)
  let found: WorkingMemory = { peakBytes: held, peakAt: 'inputs', largestBytes: 0, largestAt: '' }
  const noteLargest = (bytes: number, at: string): void => {
    if (bytes > found.largestBytes) found = { ...found, largestBytes: bytes, largestAt: at }
  }
  for (const [index, node] of nodes.entries()) {
    const at = `${node.op} [${node.outputs[0]?.shape.join() ?? ''}]`
    for (const value of node.op === 'reshape' ? [] : node.outputs) {
      const bytes = bytesOf(value)
      live.set(value, bytes)
      held += bytes
      noteLargest(bytes, at)
    }
    const scratch = scratchOf(node, bytesOf, lowerings)
    noteLargest(scratch.largestBytes, `scores of ${at}`)
    if (held + scratch.bytes > found.peakBytes)
      found = { ...found, peakBytes: held + scratch.bytes, peakAt: at }
    for (const value of new Set([...node.inputs, ...node.outputs].map(bytesHolder))) {
      if (lasting.has(value) || (lastUse.get(value) ?? -1) > index) continue
      held -= live.get(value) ?? 0
      live.delete(value)
    }
  }
  return found
}

type Scratch = { readonly bytes: number; readonly largestBytes: number }
const none: Scratch = { bytes: 0, largestBytes: 0 }

/** What an operator takes beside what it reads and makes. */
function scratchOf(
  { op, attributes, inputs, outputs }: Node,
  bytesOf: (value: Value) => number,
  { attention, attentionChunks }: WorkingMemoryOptions['lowerings'],
): Scratch {
  // The rows that are normalised come before they are scaled.
  if (op === 'groupNorm') return { ...none, bytes: bytesOf(outputs[0]!) }
  if (op !== 'attention') return none
  const { heads, causal } = attributes as OpAttributes['attention']
  const [query, key] = inputs as [Value, Value]
  // Queries, keys and values head by head, and what is made of them.
  const perHead = [...inputs, outputs[0]!].reduce((sum, value) => sum + bytesOf(value), 0)
  if (attention === 'fused') return { ...none, bytes: perHead }
  const [, , width] = query.shape as readonly [number, number, number]
  // [batch, queries, width] → [batch, heads, queries, keys].
  const scores = (bytesOf(query) / width) * heads * (key.shape[1] as number)
  const together = attention === 'chunked' && !causal ? scores / attentionChunks : scores
  // The scores, and their softmax.
  return { bytes: perHead + 2 * together, largestBytes: together }
}
