// The names of diffusers' first LoRA files: factors hung on an attention's
// processor, or beside a layer as `<layer>_lora`.
import type { SplitName } from './suffixes.ts'

const ends = [
  ['_lora.down.weight', 'down'],
  ['_lora.up.weight', 'up'],
] as const

/** `….attn1.processor.to_q_lora.down.weight` → `….attn1.to_q`, down. Null for every other spelling. */
export function splitProcessorName(name: string): SplitName | null {
  const found = ends.find(([end]) => name.endsWith(end))
  if (found === undefined) return null
  const [end, part] = found
  const stem = name.slice(0, -end.length)
  return stem.endsWith('.') || stem === '' ? null : { stem, part }
}

const textProjections = new Map([
  ['to_q', 'q_proj'],
  ['to_k', 'k_proj'],
  ['to_v', 'v_proj'],
  ['to_out', 'out_proj'],
])

/** The module's own path: without the processor and PEFT's wrapper, with the list index of `to_out`. */
export function plainPath(stem: string): string {
  if (!stem.includes('.')) return stem
  const segments = stem.split('.').filter((segment) => segment !== 'processor')
  if (segments.at(-1) === 'base_layer') segments.pop()
  const list = segments.at(-1) === '0' && segments.at(-2) === 'to_out'
  if (list) segments.pop()
  const last = segments.at(-1) ?? ''
  if (segments.at(-2) === 'self_attn') {
    const projection = textProjections.get(last)
    return projection === undefined ? segments.join('.') : [...segments.slice(0, -1), projection].join('.')
  }
  if (last === 'to_out') segments.push('0')
  return segments.join('.')
}
