// An adapter file with the PEFT configuration that may lie beside it.
import { extrasOf, type ReadExtras } from '../../adapters/reading/read-adapter.ts'
import { adapterConfigBeside } from '../../files/adapter-config.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'

export type OpenedAdapterFile = { readonly file: TensorFile; readonly extras: ReadExtras }

/** Whoever opens it closes `file`. Errors are those of `openTensorFile`. */
export async function openAdapterFile(path: string): Promise<OpenedAdapterFile> {
  const file = await openTensorFile(path)
  return { file, extras: extrasOf(await adapterConfigBeside(path)) }
}
