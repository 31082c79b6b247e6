// Folders whose name says that adapters lie in them, as A1111, ComfyUI, kohya's tools and Lamina call them.
import { dirname } from 'node:path'

const names = new Set(['adapters', 'adapter', 'lora', 'loras', 'lycoris', 'locon', 'lyco'])

export function inAdapterFolder(path: string): boolean {
  return dirname(path)
    .split(/[\\/]/)
    .some((segment) => names.has(segment.toLowerCase()))
}
