// The programs whose pictures are read for how they were made.

export const pictureSources = [
  'a1111',
  'forge',
  'comfyui',
  'fooocus',
  'invokeai',
  'novelai',
  'swarmui',
  'sdnext',
  'lamina',
] as const
export type PictureSource = (typeof pictureSources)[number]
