// What A1111 and ComfyUI make of prompts and infotexts: the recorded answers of their own parsers.
import { readFileSync } from 'node:fs'

export type WeighedText = [text: string, weight: number]
export type PromptVectors = {
  a1111_attention: Record<string, WeighedText[] | string>
  a1111_schedule_10_steps: Record<string, [endAtStep: number, text: string][]>
  a1111_schedule_hires_base10_hires5: Record<string, [endAtStep: number, text: string][]>
  a1111_AND: Record<string, WeighedText[]>
  a1111_extra_networks: Record<string, { text: string; networks: NetworkVector[] }>
  a1111_quote: Record<string, string>
  a1111_infotext_parse: { text: string; parsed: Record<string, string | number | boolean> }[]
  comfy_weights: Record<string, WeighedText[]>
}
export type NetworkVector = {
  type: string
  positional: string[]
  named: Record<string, string>
  te?: number
  unet?: number
  dyn?: number | null
  name?: string
}

export const promptVectors = JSON.parse(
  readFileSync(new URL('../golden/vectors/prompt_test_vectors.json', import.meta.url), 'utf8'),
) as PromptVectors
