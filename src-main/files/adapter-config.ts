// The PEFT configuration that lies beside an adapter file it was saved with.
import { basename, dirname, extname, join } from 'node:path'
import { readTextFileIfThere } from './text-file.ts'

const mostBytes = 1_000_000
/**
 * What PEFT calls the weights that it saves with a configuration; other files of the
 * folder are others' (peft/utils/constants.py).
 */
const savedWith = 'adapter_model'

/** Its text; undefined where it is absent, cannot be read, or speaks of another file. */
export function adapterConfigBeside(path: string): Promise<string | undefined> {
  if (basename(path, extname(path)) !== savedWith) return Promise.resolve(undefined)
  return readTextFileIfThere(join(dirname(path), 'adapter_config.json'), mostBytes).catch(() => undefined)
}
