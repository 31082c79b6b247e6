// The files of the Models view in their groups, and those that are searched for. Pure.
import { familyLabel } from '../../../src-main/contract/families.ts'
import type { FileKind } from '../../../src-main/contract/library-file.ts'
import type { ModelFile } from '../../../src-main/contract/model-file.ts'

export const modelGroups = [
  'checkpoint',
  'vae',
  'embedding',
  'upscaler',
  'control',
  'part',
  'other',
  'broken',
] as const
export type ModelGroup = (typeof modelGroups)[number]

const groupOfKind: Readonly<Record<Exclude<FileKind, 'adapter'>, ModelGroup>> = {
  checkpoint: 'checkpoint',
  unet: 'part',
  vae: 'vae',
  'text-encoder': 'part',
  'image-encoder': 'part',
  embedding: 'embedding',
  hypernetwork: 'other',
  controlnet: 'control',
  't2i-adapter': 'control',
  'ip-adapter': 'control',
  'motion-module': 'other',
  upscaler: 'upscaler',
  other: 'other',
  broken: 'broken',
}

export type GroupOfFiles = { readonly name: ModelGroup; readonly files: readonly ModelFile[] }

/** In the order of the view; without those that have nothing. */
export function groupsOf(files: readonly ModelFile[], search: string): GroupOfFiles[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = files.filter((file) => words.every((word) => textOf(file).includes(word)))
  return modelGroups.flatMap((name) => {
    const inside = found.filter(({ kind }) => kind !== 'adapter' && groupOfKind[kind] === name)
    return inside.length === 0 ? [] : [{ name, files: inside }]
  })
}

function textOf({ name, fileName, folder, family, model, kind, precision }: ModelFile): string {
  const label = family === null ? '' : familyLabel(family)
  return [name, fileName, folder, family ?? '', label, model ?? '', kind, precision].join('\n').toLowerCase()
}
