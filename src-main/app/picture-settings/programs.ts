// What the programs that pictures come from are called.
import type { PictureSource } from '../../contract/picture-sources.ts'

export const programNames: Readonly<Record<PictureSource, string>> = {
  a1111: 'A1111',
  forge: 'Forge',
  comfyui: 'ComfyUI',
  fooocus: 'Fooocus',
  invokeai: 'InvokeAI',
  novelai: 'NovelAI',
  swarmui: 'SwarmUI',
  sdnext: 'SD.Next',
  lamina: 'Lamina',
}

/** Those whose sampling, noise or weighing of words none of our profiles follows. */
export const hasOwnWays: ReadonlySet<PictureSource> = new Set(['fooocus', 'invokeai', 'novelai', 'sdnext'])
