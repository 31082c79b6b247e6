// What a file of the model folders is: one thing, told by its content, with how that is known.
import type { ErrorReport } from '../base/errors.ts'
import type { AboutFile } from './about-file.ts'
import type { Remark } from '../messages/table.ts'

export const fileKinds = [
  'checkpoint',
  'unet',
  'vae',
  'text-encoder',
  'image-encoder',
  'adapter',
  'embedding',
  'hypernetwork',
  'controlnet',
  't2i-adapter',
  'ip-adapter',
  'motion-module',
  'upscaler',
  'other',
  'broken',
] as const
/** `unet`: a denoiser alone; `other`: tensors of nothing that is known by name; `broken`: cannot be read. */
export type FileKind = (typeof fileKinds)[number]

export type FileThing = {
  kind: FileKind
  /** Which of its kind: `control-lora`, `compact`, `t5`, `lokr`; null where there is one form only. */
  form: string | null
  /** Id of the family it fits. */
  family: string | null
  /** The proper name of a model outside our families. */
  model: string | null
  /** What its tensors are stored in: `f16`, `f16, f32`. */
  precision: string
  /** Elements of all its tensors. */
  parameters: number
  /** What shapes and names tell of this kind: `vectors`, `width`, `scale`, `blocks`, `words`, … */
  facts: Record<string, number | string | (number | string)[]>
  /** How all that is known. */
  how: Remark[]
  /** Why it cannot be used, or read; null where nothing keeps it from that. */
  problem: ErrorReport | null
  /** What is said of it; null for an adapter, whose own facts have it. */
  about: AboutFile | null
}

/** One file of the model folders. */
export type LibraryFile = { path: string; sizeBytes: number; thing: FileThing }
