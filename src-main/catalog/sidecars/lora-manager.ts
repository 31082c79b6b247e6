// ComfyUI's Lora Manager: `name.metadata.json`, with what Civitai said under `civitai` (willmiao/ComfyUI-Lora-Manager, py/utils/models.py).
import { basename } from 'node:path'
import { readJson } from '../../adapters/about/python-value.ts'
import { saidByCivitai } from './civitai.ts'
import {
  member,
  number,
  plainText,
  sha256,
  text,
  texts,
  truth,
  type SaidBySidecar,
  type WeightRange,
} from './said.ts'

/** Pictures from here on are not for everybody's eyes: its PG, PG-13, R, X and XXX are 1, 2, 4, 8 and 16. */
const restricted = 4

export function saidByLoraManager(value: unknown): SaidBySidecar {
  const page = saidByCivitai(member(value, 'civitai'))
  const preview = text(member(value, 'preview_url'))
  const level = number(member(value, 'preview_nsfw_level'))
  const tips = readJson(text(member(value, 'usage_tips')) ?? '')
  const range = rangeIn(tips)
  return {
    ...page,
    title: text(member(value, 'model_name')) ?? page.title ?? null,
    description: plainText(member(value, 'modelDescription')) ?? page.description ?? null,
    tags: [...texts(member(value, 'tags')), ...(page.tags ?? [])],
    nsfw: truth(page.nsfw) ?? (level === null || level === 0 ? null : level >= restricted),
    sha256: sha256(member(value, 'sha256')),
    base: text(member(value, 'base_model')) ?? page.base ?? null,
    preferredWeight: number(member(tips, 'strength')),
    range,
    usageHint: text(member(tips, 'strength_range')) ?? (range && `${range.min} … ${range.max}`),
    notes: text(member(value, 'notes')),
    // A path of whichever machine wrote it; a picture on the web is not fetched.
    preview:
      preview === null || /^[a-z]+:\/\//i.test(preview) ? null : basename(preview.replaceAll('\\', '/')),
  }
}

function rangeIn(tips: unknown): WeightRange | null {
  const [min, max] = [number(member(tips, 'strength_min')), number(member(tips, 'strength_max'))]
  return min !== null && max !== null && min < max ? { min, max } : null
}
