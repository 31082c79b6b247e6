// The graph as ComfyUI's editor drew it, made into the one that runs: values get their names, subgraphs are unfolded, muted
// nodes leave and bypassed ones hand on what they were fed.
import type { Graph, GraphNode } from './graph.ts'
import { namedValues } from './widget-names.ts'
import { isRecord } from '../../base/is-record.ts'

const deepest = 20
const mostNodes = 50_000
/** Of drawings within drawings, each time they are used. */
const mostUnfolded = 2000
const modes = { muted: 2, bypassed: 4 } as const
/** The sides of a subgraph, which are no nodes. */
const [inside, outside] = [-10, -20]

type Json = Record<string, unknown>
type Wire = { readonly from: number | string; readonly slot: number }
/** What an input is fed: another node's output, or a value; undefined where nothing is there. */
type Source = readonly [id: string, output: number] | { readonly value: unknown } | undefined

/** Null where there are no nodes. */
export function graphOfWorkflow(json: unknown): Graph | null {
  if (!isRecord(json) || !Array.isArray(json.nodes)) return null
  const definitions = new Map<string, Json>()
  const listed = isRecord(json.definitions) ? json.definitions.subgraphs : []
  for (const one of objects(listed)) if (typeof one.id === 'string') definitions.set(one.id, one)
  const graph = new Map<string, GraphNode>()
  let uses = 0
  unfold(json, '', () => undefined, 0)
  return graph.size === 0 ? null : graph

  /** Adds the nodes of one drawing; hands back what feeds its own outputs. */
  function unfold(
    drawing: Json,
    prefix: string,
    fed: (slot: number) => Source,
    depth: number,
  ): (slot: number) => Source {
    const nodes = new Map<string, Json>()
    for (const node of objects(drawing.nodes)) nodes.set(String(node.id), node)
    const wires = wiresOf(drawing.links)
    const outputs = new Map<number, Wire>()
    for (const link of links(drawing.links)) if (link.target === outside) outputs.set(link.targetSlot, link)
    const setters = new Map<string, Json>()
    for (const node of nodes.values())
      if (node.type === 'SetNode') setters.set(String(firstValue(node)), node)
    const unfolded = new Map<string, (slot: number) => Source>()

    function sourceOf(wire: Wire | undefined, hops: number): Source {
      if (wire === undefined || hops > mostNodes) return undefined
      if (wire.from === inside) return fed(wire.slot)
      const node = nodes.get(String(wire.from))
      if (node === undefined || node.mode === modes.muted) return undefined
      if (node.type === 'GetNode') {
        const setter = setters.get(String(firstValue(node)))
        return setter && sourceOf(wireAt(setter, 0), hops + 1)
      }
      if (node.type === 'SetNode') return sourceOf(wireAt(node, 0), hops + 1)
      if (node.mode === modes.bypassed) return sourceOf(bypass(node, wire.slot), hops + 1)
      if (definitions.has(String(node.type))) return instance(node)(wire.slot)
      return [`${prefix}${String(node.id)}`, wire.slot]
    }

    function wireAt(node: Json, index: number): Wire | undefined {
      return wires.get(objects(node.inputs)[index]?.link)
    }

    /** The first input of the kind that the output is of. */
    function bypass(node: Json, slot: number): Wire | undefined {
      const type = objects(node.outputs)[slot]?.type
      const inputs = objects(node.inputs)
      const same =
        inputs[slot]?.type === type
          ? slot
          : inputs.findIndex((input) => input.type === type && typeof input.link === 'number')
      return same < 0 ? undefined : wireAt(node, same)
    }

    function instance(node: Json): (slot: number) => Source {
      const id = String(node.id)
      const known = unfolded.get(id)
      if (known !== undefined) return known
      // A circle of drawings is none.
      unfolded.set(id, () => undefined)
      const definition = definitions.get(String(node.type))
      if (definition === undefined || depth >= deepest || ++uses > mostUnfolded) return () => undefined
      const values = namedValues(node)
      const inputs = objects(node.inputs)
      const names = objects(definition.inputs).map(({ name }) => name)
      const feeds = (slot: number): Source => {
        const name = names[slot]
        const input = inputs.find((candidate) => candidate.name === name) ?? inputs[slot]
        const source = sourceOf(wires.get(input?.link), 0)
        return (
          source ?? (typeof name === 'string' && values.has(name) ? { value: values.get(name) } : undefined)
        )
      }
      const made = unfold(definition, `${prefix}${id}:`, feeds, depth + 1)
      unfolded.set(id, made)
      return made
    }

    for (const node of nodes.values()) {
      if (graph.size > mostNodes) break
      const isOff = node.mode === modes.muted || node.mode === modes.bypassed
      if (isOff || typeof node.type !== 'string' || node.type === 'SetNode' || node.type === 'GetNode')
        continue
      if (definitions.has(node.type)) {
        instance(node)
        continue
      }
      const inputs = new Map(namedValues(node))
      for (const input of objects(node.inputs)) {
        if (typeof input.name !== 'string' || input.link === null || input.link === undefined) continue
        const source = sourceOf(wires.get(input.link), 0)
        if (source === undefined) continue
        inputs.set(input.name, 'value' in source ? source.value : source)
      }
      const id = `${prefix}${String(node.id)}`
      graph.set(id, { id, type: node.type, inputs })
    }
    return (slot) => sourceOf(outputs.get(slot), 0)
  }
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : []
}

function firstValue(node: Json): unknown {
  return Array.isArray(node.widgets_values) ? (node.widgets_values as unknown[])[0] : undefined
}

type DrawnLink = Wire & { readonly id: unknown; readonly target: unknown; readonly targetSlot: number }

/** `[id, from, slot, to, slot, type]`, or the same by name. */
function links(value: unknown): DrawnLink[] {
  return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((link): DrawnLink[] => {
    const [id, from, slot, target, targetSlot] = Array.isArray(link)
      ? (link as unknown[])
      : isRecord(link)
        ? [link.id, link.origin_id, link.origin_slot, link.target_id, link.target_slot]
        : []
    if ((typeof from !== 'number' && typeof from !== 'string') || typeof slot !== 'number') return []
    return [{ id, from, slot, target, targetSlot: Number(targetSlot) }]
  })
}

function wiresOf(value: unknown): Map<unknown, Wire> {
  return new Map(links(value).map((link) => [link.id, link]))
}
