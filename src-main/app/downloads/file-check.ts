// What is looked at before a downloaded file is taken: its hash, and whether it is a model that runs nothing.
import { hashFile, type HashOptions } from '../../files/hashes.ts'
import { requireTensorsAlone } from '../../files/tensors-alone.ts'

export type FileCheck = {
  /** Of the whole file. Errors: `file/…`, `job/cancelled`. */
  sha256(path: string, options?: HashOptions): Promise<string>
  /** `fileName`: what it will be called. Throws what is wrong with it: `safetensors/…`, `download/holds-code`, … */
  contents(path: string, fileName: string): Promise<void>
}

/** In this thread. */
export const fileCheck: FileCheck = {
  sha256: async (path, options) => (await hashFile(path, options)).sha256,
  contents: requireTensorsAlone,
}
