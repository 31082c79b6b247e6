// Folders of other programs, recognised by what lies in them: which program, and which of its folders hold what.

export const layoutPrograms = ['a1111', 'forge', 'comfyui', 'invokeai', 'stabilitymatrix', 'kohya'] as const
export type LayoutProgram = (typeof layoutPrograms)[number]

/** What a folder is for; what a file is, its contents say. */
export type FolderPurpose =
  | 'checkpoints'
  | 'networks'
  | 'adapters'
  | 'vaes'
  | 'encoders'
  | 'embeddings'
  | 'hypernetworks'
  | 'controls'
  | 'upscalers'
  | 'models'

export type LayoutFolder = { readonly path: string; readonly purpose: FolderPurpose }

export type FoundLayout = {
  readonly program: LayoutProgram
  /** Where the program lies, or its data. */
  readonly root: string
  /** Those that are there, absolute, each once. */
  readonly folders: readonly LayoutFolder[]
  /** Files in them that may be models; `isCut` where there are more, and nobody counted on. */
  readonly files: number
  readonly isCut: boolean
}
