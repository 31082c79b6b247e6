// The PEFT configuration that may lie beside an adapter file.
import { dirname, join } from 'node:path'
import { readTextFileIfThere } from './text-file.ts'

const mostBytes = 1_000_000

/** Its text; undefined where there is none, or none that can be read. */
export function adapterConfigBeside(path: string): Promise<string | undefined> {
  return readTextFileIfThere(join(dirname(path), 'adapter_config.json'), mostBytes).catch(() => undefined)
}
