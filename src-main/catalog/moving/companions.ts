// What belongs to a weights file and goes where it goes: descriptions, previews and settings that other programs keep beside
// it under its name.
import { basename, extname } from 'node:path'

const weightsEndings = new Set(['.safetensors', '.ckpt', '.pt', '.pth', '.bin', '.gguf', '.onnx'])
/** Behind the stem; `ink.safetensors` has `ink.civitai.info`. Longer ones come first. */
const endings = [
  '.civitai.info',
  '.metadata.json',
  ...['png', 'jpg', 'jpeg', 'webp', 'gif', 'mp4'].map((one) => `.preview.${one}`),
  '.json',
  '.txt',
  '.yaml',
  ...['png', 'jpg', 'jpeg', 'webp', 'gif', 'mp4'].map((one) => `.${one}`),
]

const isWeights = (name: string): boolean => weightsEndings.has(extname(name).toLowerCase())

/** Its name without the ending that says it is a file of weights. */
export function stemOf(name: string): string {
  return basename(name, extname(name))
}

/**
 * Of each name that goes, those of `there` that go with it. What another file of weights has a claim to, too, stays where
 * that one is; where both go it goes with the one whose name is longer. `there`: all names in their folder.
 */
export function companionsOf(going: readonly string[], there: readonly string[]): Map<string, string[]> {
  const goes = new Set(going)
  const weights = there.filter((name) => isWeights(name))
  const byStem = Map.groupBy([...new Set([...weights, ...going])], stemOf)
  const found = new Map(going.map((name) => [name, [] as string[]]))
  for (const name of there) {
    if (goes.has(name) || isWeights(name)) continue
    const owners = endings
      .filter((ending) => name.toLowerCase().endsWith(ending))
      .flatMap((ending) => byStem.get(name.slice(0, -ending.length)) ?? [])
    if (owners.length === 0 || !owners.every((owner) => goes.has(owner))) continue
    const [owner] = owners.toSorted((a, b) => stemOf(b).length - stemOf(a).length || (a < b ? -1 : 1))
    found.get(owner!)!.push(name)
  }
  return found
}
