// The interface is built once, before the first specs open it side by side.
import { builtRenderer } from '../../src-main/shells/server/built-renderer.ts'

export async function setup(): Promise<void> {
  await builtRenderer()
}
