// The checkpoint that ships with Lamina, so that the first picture needs no download.
import { basename, join } from 'node:path'
import { appRoot } from './app-root.ts'

export function builtInModelsFolder(): string {
  return join(appRoot(), 'models')
}

export function demoModelPath(): string {
  return join(builtInModelsFolder(), 'emoji-diffusion-128.safetensors')
}

/** Found by its name, so that a copy in another folder counts too. */
export function isDemoModel({ fileName }: { readonly fileName: string }): boolean {
  return fileName === basename(demoModelPath())
}
