// The adapters that a node of ComfyUI puts on a model: its own loaders', and those of well-known packs.
import type { SaidAdapter } from '../../contract/said-settings.ts'
import { asNumber } from '../taken-object.ts'
import type { Graph, GraphNode } from './graph.ts'
import { numberAt, textAt, valueOf } from './values.ts'
import { isRecord } from '../../base/is-record.ts'

/** `textWeight` is what the node says; whether its text encoder is used is known to whoever walks there. */
export type LoadedAdapter = Omit<SaidAdapter, 'textWeight'> & { readonly textWeight: number }

/** In the order they act. None where the node is not one that loads adapters. */
export function adaptersOf(graph: Graph, node: GraphNode): LoadedAdapter[] {
  const own = textAt(graph, node, 'lora_name', 'lora')
  return [
    ...(own === null ? [] : ofLoader(graph, node, own)),
    ...ofRows(graph, node),
    ...ofPowerLoader(node),
    ...ofManager(node),
    ...ofTags(graph, node),
  ]
}

export function loadsAdapters(node: GraphNode): boolean {
  return (
    [...node.inputs.keys()].some((name) => /^lora(_name)?(_?\d+)?(_name)?$|^loras$/.test(name)) ||
    /\blora\b|lora ?(stack|loader|tag)/i.test(node.type)
  )
}

/** LoraLoader, LoraLoaderModelOnly, and the one inside Efficiency's loader. */
function ofLoader(graph: Graph, node: GraphNode, name: string): LoadedAdapter[] {
  const weight = numberAt(graph, node, 'strength_model', 'lora_model_strength', 'lora_weight', 'strength')
  const text = numberAt(graph, node, 'strength_clip', 'lora_clip_strength')
  const alone = /modelonly/i.test(node.type) ? 0 : (weight ?? 1)
  return adapter(name, weight ?? 1, text ?? alone)
}

/** Numbered rows: Efficiency's LoRA Stacker, Comfyroll's CR LoRA Stack, rgthree's Lora Loader Stack, easy loraStack. */
function ofRows(graph: Graph, node: GraphNode): LoadedAdapter[] {
  const isSimple = textAt(graph, node, 'input_mode') === 'simple'
  const count = numberAt(graph, node, 'lora_count', 'num_loras') ?? Infinity
  return [...node.inputs.keys()].flatMap((key) => {
    const row = /^lora_(?:name_)?(\d{1,3})(?:_name)?$/.exec(key)?.[1]
    if (row === undefined || Number(row) > count) return []
    const name = textAt(graph, node, key)
    const turned = valueOf(graph, node, `switch_${row}`, `toggle_${row}`)
    const isOff = turned === false || (typeof turned === 'string' && /^(off|false)$/i.test(turned))
    if (name === null || isOff) return []
    const one = numberAt(graph, node, `lora_wt_${row}`, `strength_${row}`, `lora_${row}_strength`)
    const model = numberAt(
      graph,
      node,
      `model_str_${row}`,
      `model_weight_${row}`,
      `lora_${row}_model_strength`,
    )
    const clip = numberAt(graph, node, `clip_str_${row}`, `clip_weight_${row}`, `lora_${row}_clip_strength`)
    const weight = (isSimple ? (one ?? model) : (model ?? one)) ?? 1
    return adapter(name, weight, isSimple ? weight : (clip ?? weight))
  })
}

/** rgthree's Power Lora Loader: `lora_1: { on, lora, strength, strengthTwo }`. */
function ofPowerLoader(node: GraphNode): LoadedAdapter[] {
  return [...node.inputs].flatMap(([key, value]) => {
    if (!/^lora_\d{1,3}$/i.test(key) || !isRecord(value) || typeof value.lora !== 'string') return []
    if (value.on === false) return []
    const weight = asNumber(value.strength) ?? 1
    return adapter(value.lora, weight, asNumber(value.strengthTwo) ?? weight)
  })
}

/** LoraManager's loader and stacker: a list of `{ name, strength, clipStrength, active }`. */
function ofManager(node: GraphNode): LoadedAdapter[] {
  const loras = node.inputs.get('loras')
  const list: unknown = isRecord(loras) ? loras.__value__ : loras
  return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((item) => {
    if (!isRecord(item) || typeof item.name !== 'string' || item.active === false) return []
    const weight = asNumber(item.strength) ?? 1
    return adapter(item.name, weight, asNumber(item.clipStrength) ?? weight)
  })
}

/** Loaders that are told their adapters in A1111's tags, and take no text as a prompt. */
function ofTags(graph: Graph, node: GraphNode): LoadedAdapter[] {
  if (!/lora ?tag ?loader|load ?lora ?tag/i.test(node.type)) return []
  const text = textAt(graph, node, 'text', 'string') ?? ''
  return [...text.matchAll(/<lora:([^:<>]+)(?::([^:<>]+))?(?::([^:<>]+))?>/g)].flatMap(
    ([, name = '', first, second]) => {
      const weight = asNumber(first) ?? 1
      return adapter(name, weight, asNumber(second) ?? weight)
    },
  )
}

/** "None" is a row that is empty; a weight of nothing does nothing. */
function adapter(name: string, weight: number, textWeight: number): LoadedAdapter[] {
  if (name === '' || name === 'None' || (weight === 0 && textWeight === 0)) return []
  return [{ name, hash: '', weight, textWeight }]
}
