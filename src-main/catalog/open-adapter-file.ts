// An adapter file with the PEFT configuration that may lie beside it.
import { dirname, join } from 'node:path'
import { readJson } from '../adapters/python-value.ts'
import type { ReadExtras } from '../adapters/read-adapter.ts'
import { openTensorFile } from '../files/open-tensor-file.ts'
import { readTextFileIfThere } from '../files/text-file.ts'
import type { TensorFile } from '../formats/tensor-file.ts'

export type OpenedAdapterFile = { readonly file: TensorFile; readonly extras: ReadExtras }

const mostConfigBytes = 1_000_000

/** Whoever opens it closes `file`. Errors are those of `openTensorFile`. */
export async function openAdapterFile(path: string): Promise<OpenedAdapterFile> {
  const file = await openTensorFile(path)
  const beside = join(dirname(path), 'adapter_config.json')
  const text = await readTextFileIfThere(beside, mostConfigBytes).catch(() => undefined)
  // The reader warns about a configuration that is no object.
  return { file, extras: text === undefined ? {} : { peftConfig: readJson(text) ?? null } }
}
